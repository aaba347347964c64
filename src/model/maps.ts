import type { Shape } from "../numbers.js";
import { rangesOf, reachesInto, type Ranges } from "./overlap.js";
import { Sparse, type TouchedRows } from "./sparse.js";
import { distinct, summed } from "./tied.js";
import { readTree, requireModel, type Fields, type Leaf, type Tree } from "./tree.js";
import type { ParamValue } from "./types.js";
import { at, elements, readValue, takesNumber, takesNumbers } from "./values.js";

/** A parameter as a model holds it. */
export interface Found extends Shape, Leaf {
  readonly param: ParamValue;
  /** Others that are the same memory. */
  readonly tied: readonly Found[];
}

/** What an update gives for a parameter. */
export interface Given {
  readonly grad: ParamValue;
  /** In place of `grad`, which is empty, where only some rows are touched. */
  readonly rows?: TouchedRows | undefined;
  /** Whether its gradient is null: it stays as it is. */
  readonly stays?: boolean;
}

/** One parameter of an update as the models hold it. */
export type Entry = Omit<Found, "grad"> & Given;

/**
 * Reads two models. Throws, naming the culprit, where they are not what `update` takes; changes nothing. `moved` is the
 * memory of the parameters; a gradient that would change while others move is copied.
 */
export function readMaps(
  params: unknown,
  grads: unknown,
  tied: boolean,
): Pick<Tree, "root" | "recognisable"> & { entries: Entry[]; moved: Ranges } {
  requireModel("params", params);
  if (!(Array.isArray(params) && Array.isArray(grads))) requireModel("grads", grads);
  const tree = readTree("params", params, grads);
  const found = parametersOf("params", tree, tied, ({ grad }) => grad === null);
  const moved = rangesOf("params", found);
  const entries = found.map((entry): Entry => {
    const read = (each: Found): Given => readGrad(each, moved);
    return { ...entry, ...(entry.tied.length > 0 ? summed(entry, read) : read(entry)) };
  });
  return { ...tree, entries, moved };
}

function readGrad(entry: Found, moved: Ranges): Given {
  const { name, length, param, grad: given } = entry;
  if (given === undefined) throw new TypeError(`${at("grads", name)} is missing`);
  if (given === null) return { grad: [], stays: true };
  if (given instanceof Sparse) {
    const rows = given.rowsOf(entry);
    rows.take(given);
    return { grad: [], rows };
  }
  const { length: count, value: grad } = readValue("grads", name, given);
  if (count !== length) {
    throw new RangeError(`${at("grads", name)} has ${elements(count)}, ${at("params", name)} has ${length}`);
  }
  const changes = grad !== param && reachesInto(moved, grad);
  return { grad: changes ? grad.slice() : grad };
}

/** The parameters of a model, all to be written to, none of which overlaps another. */
export function readMap(label: string, model: unknown, tied: boolean): Found[] {
  const found = parametersOf(label, readTree(label, model), tied, () => false);
  rangesOf(label, found);
  return found;
}

/** The parameters of a tree, each place in memory once where it may be tied; `stays` tells which need not be written to. */
export function parametersOf(label: string, { leaves }: Tree, tied: boolean, stays: (leaf: Leaf) => boolean): Found[] {
  const all = leaves.map((leaf) => readParam(label, leaf, stays(leaf)));
  return tied ? distinct(all) : all;
}

/** A parameter of a model, which must take what is written to it, unless it stays. */
export function readParam(label: string, leaf: Leaf, stays: boolean): Found {
  const { name, key, node, place, grad } = leaf;
  const { element, length, value: param } = readValue(label, name, node.holder[key]);
  if (!stays) requireWritable(label, name, node.holder, key, param);
  // Its fields by name: to spread them costs 0.3 µs.
  return { name, key, node, place, grad, element, length, param, tied: [] };
}

/** A number is replaced on the object, so the object must take it; an array must take its elements. */
function requireWritable(label: string, name: string, holder: Fields, key: string, value: ParamValue): void {
  if (typeof value === "number" ? !takesNumber(holder, key, value) : !takesNumbers(value, Infinity)) {
    throw new TypeError(`${at(label, name)} is read-only`);
  }
}

/** The state kept under a name must fit. */
export function requireSameShape(label: string, { name, element, length }: Shape, kept: Shape): void {
  if (element !== kept.element) {
    throw new TypeError(`${at(label, name)} is float${8 * element}, its state is float${8 * kept.element}`);
  }
  if (length !== kept.length) {
    throw new RangeError(`${at(label, name)} has ${elements(length)}, its state has ${kept.length}`);
  }
}
