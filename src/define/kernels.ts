import type { Kernels, Wasm } from "../backend/kernels.js";
import { OWN } from "../kernels/scalars.js";
import type { Element, Numbers } from "../numbers.js";
import { assemble } from "./assemble.js";
import { Interpreter } from "./interpret.js";
import { weave } from "./loop.js";
import type { RuleText } from "./read.js";
import { wovenOf } from "./woven.js";

/** The kernels of a rule's text, each made when it is first run. */
export function kernelsOf(rule: RuleText): Kernels {
  const { slots, inputs, scalars } = rule;
  const moduleFor = modulesOf(rule);
  const interpreters: Partial<Record<Element, Interpreter>> = {};
  const interpreterOf = (element: Element): Interpreter =>
    (interpreters[element] ??= new Interpreter(weave(rule), element));
  return {
    slots: [...slots, ...inputs],
    scalars,
    wasm: moduleFor(0),
    woven: (x, unit, kernelOf) => wovenOf(moduleFor, x, unit, kernelOf),
    ...(rule.moves ? { moves: true } : {}),
    ...(rule.signs && !rule.divides ? { signs: true } : {}),
    ...(scalars.includes("decay") ? { decays: true } : {}),
    pack(out, of, options, t, carried) {
      const own = of(options, t, carried);
      for (let k = 0; k < scalars.length; k++) out[OWN + k] = own[scalars[k]];
    },
    single: (x, ...ranges) => interpreterOf(4).runIn(x, ranges),
    double: (x, ...ranges) => interpreterOf(8).runIn(x, ranges),
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
}

/** A rule's modules by what is asked for, each made when it is first needed. */
export function modulesOf(rule: RuleText): (asked: number) => Wasm {
  const modules: Wasm[] = [];
  return (asked) => (modules[asked] ??= assembled(rule, asked));
}

/** A rule's module for each type of element, in digits. */
function assembled(rule: RuleText, asked: number): Wasm {
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
