import { readTree } from "../model/tree.js";
import { parametersOf, readMap, type Found } from "../model/maps.js";
import type { Floats, Numbers } from "../numbers.js";

/** What a parameter's values are called in a file. */
const PARAM = "param.";

export function paramName(name: string): string {
  return PARAM + name;
}

/** The parameter whose values a tensor of a file has, if it has one's. */
export function parameterOf(tensor: string): string | undefined {
  return tensor.startsWith(PARAM) ? tensor.slice(PARAM.length) : undefined;
}

/** The parameter of a tensor: `param.<name>`, or `state.<name>.<slot>`. */
export function nameOf(label: string): string {
  return parameterOf(label) ?? label.slice(label.indexOf(".") + 1, Math.max(0, label.lastIndexOf(".")));
}

/** The values of a model for a file: arrays themselves, numbers and lists as float64. */
export function writeModel(params: unknown, tied: boolean): [name: string, values: Floats][] {
  return parametersOf("params", readTree("params", params), tied, () => true).map(({ name, param }) => [
    paramName(name),
    typeof param === "number" ? Float64Array.of(param) : asFloats(param),
  ]);
}

function asFloats(values: Numbers): Floats {
  return Array.isArray(values) ? Float64Array.from(values) : values;
}

/** Where the numbers of a tensor of a file go. */
export interface Goal {
  readonly values: Floats;
  /** Whether nobody sees it before the file is taken over. */
  readonly hidden: boolean;
}

/** A model, or those of its parameters that are `isIts`, that takes values back. */
export class Model {
  readonly found: ReadonlyMap<string, Found>;
  /** The values to be of what is not a typed array. */
  readonly #lists = new Map<Found, Floats>();

  constructor(params: unknown, tied: boolean, isIts: (name: string) => boolean = () => true) {
    const found = readMap("params", params, tied).filter(({ name }) => isIts(name));
    this.found = new Map(found.map((entry) => [entry.name, entry]));
  }

  /** Where a parameter's values go: to itself, or to where `write` takes them from. */
  goal(name: string): Goal {
    const entry = this.found.get(name) as Found;
    if (ArrayBuffer.isView(entry.param)) return { values: entry.param, hidden: false };
    const values = new Float64Array(entry.length);
    this.#lists.set(entry, values);
    return { values, hidden: true };
  }

  /** Whether it has numbers and lists, which may refuse a value. */
  get mayRefuse(): boolean {
    return this.#lists.size > 0;
  }

  /** Gives numbers and lists their values; the result gives them back what they had. Throws where one refuses. */
  write(): () => void {
    const undo: (() => void)[] = [];
    const takeBack = () => undo.forEach((each) => each());
    try {
      for (const [{ node, key, param }, values] of this.#lists) {
        if (typeof param === "number") {
          undo.push(() => void (node.holder[key] = param));
          node.holder[key] = values[0];
        } else {
          const [list, before] = [param as number[], [...(param as number[])]];
          undo.push(() => before.forEach((value, i) => (list[i] = value)));
          values.forEach((value, i) => (list[i] = value));
        }
      }
    } catch (error) {
      takeBack();
      throw error;
    }
    return takeBack;
  }
}
