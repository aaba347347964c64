import type { Kernels, ScalarsOf, Wasm } from "../backend/kernels.js";
import { OWN } from "../kernels/scalars.js";
import type { Element, Floats, Numbers } from "../numbers.js";
import { assemble } from "./assemble.js";
import { Interpreter } from "./interpret.js";
import { weave } from "./loop.js";
import type { RuleText } from "./read.js";
import { wovenOf } from "./woven.js";

/** The kernels of a rule's text, each made when it is first run. */
export function kernelsOf(rule: RuleText): Kernels {
  const { slots, inputs, scalars } = rule;
  const modules: Wasm[] = [];
  const moduleFor = (asked: number): Wasm => (modules[asked] ??= assembled(rule, asked));
  const interpreters: Partial<Record<Element, Interpreter>> = {};
  const interpreterOf = (element: Element): Interpreter =>
    (interpreters[element] ??= new Interpreter(weave(rule), element));
  const loop = (element: Element) => {
    const arrays: Floats[] = [];
    return (x: Floats, ...ranges: number[]): void => {
      const last = ranges.length - 1;
      arrays.length = last - 1;
      arrays.fill(x);
      interpreterOf(element).run(arrays, ranges, ranges[last - 1], x, ranges[last]);
    };
  };
  const kernels: Kernels = {
    slots: [...slots, ...inputs],
    scalars,
    wasm: moduleFor(0),
    woven: (x, unit, kernelOf) => wovenOf(moduleFor, x, unit, kernelOf),
    ...(rule.moves ? { moves: true } : {}),
    ...(rule.signs && !rule.divides ? { signs: true } : {}),
    ...(scalars.includes("decay") ? { decays: true } : {}),
    pack<Options>(
      out: Floats,
      of: ScalarsOf<Options, string>,
      options: Options,
      t: number,
      carried: Readonly<Record<string, number>>,
    ) {
      const own = of(options, t, carried);
      for (let k = 0; k < scalars.length; k++) out[OWN + k] = own[scalars[k]];
    },
    single: loop(4),
    double: loop(8),
    list(params, grads, state, values) {
      const arrays: Numbers[] = [params, grads as number[], ...state];
      interpreterOf(8).run(
        arrays,
        arrays.map(() => 0),
        params.length,
        values,
        0,
      );
    },
  };
  return kernels;
}

/** A rule's module for each type of element, in digits. */
export function assembled(rule: RuleText, asked: number): Wasm {
  const made: Partial<Record<Element, string>> = {};
  const digits = (element: Element): string => (made[element] ??= assemble(weave(rule, asked), element));
  return {
    get 4() {
      return digits(4);
    },
    get 8() {
      return digits(8);
    },
  };
}
