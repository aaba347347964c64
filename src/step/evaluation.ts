import type { Tensor } from "../memory/tensor.js";
import { readMap, requireSameShape } from "../model/maps.js";
import { floatsOf, type Floats } from "../numbers.js";
import type { Hyperparameters } from "../options/hyperparameters.js";
import { putAll, requireOwn, type Held } from "./averages.js";
import type { Stepper } from "./stepper.js";
import type { Store } from "./store.js";

/** What an evaluation needs of an optimizer. */
interface Parts {
  readonly hyper: Hyperparameters;
  readonly store: Store;
  readonly counts: Stepper;
  evaluating?: boolean | undefined;
}

/** The parameters must be where the training goes on. */
export function requireTraining({ evaluating }: Parts, before: string): void {
  if (evaluating) throw new TypeError(`the parameters are those of eval: call train(params) before ${before}`);
}

/** Puts x = y/β + (1 − 1/β)·z in the place of parameters y, and y aside; `share` is the option that is β. */
export function evaluate(of: Parts, share: string, params: object): void {
  const { hyper, store, counts } = of;
  counts.phase.during("eval", () => {
    const found = held(store, params, (tensor) => tensor.clock.steps > 0 && tensor.aside === undefined);
    // The last step's β, whatever was asked for since.
    if (found.length > 0 && hyper.scheduled.length > 0) hyper.settle(Math.max(counts.iterations - 1, 0));
    const shares = new Map(
      found.map(({ tensor }) => {
        requireOwn(tensor, "eval");
        const beta = hyper.values[tensor.span.group][share] as number;
        if (beta === 0) throw new RangeError(`${share} must be above 0 for eval: at 0 no average is kept`);
        return [tensor, beta];
      }),
    );
    const own = putAll(found, ({ tensor }, y) => {
      const z = tensor.state("z");
      const keep = 1 / (shares.get(tensor) as number);
      const gain = 1 - keep;
      // NaN in z alone: it has not begun there.
      return Float64Array.from(y, (each, i) => (Number.isNaN(z[i]) ? each : keep * each + gain * z[i]));
    });
    found.forEach(({ tensor }, k) => {
      tensor.aside = floatsOf(tensor.element).from(own[k]);
      tensor.swapped = true;
    });
    of.evaluating = true;
  });
}

/** Puts back what was put aside. */
export function train(of: Parts, params: object): void {
  const { store, counts } = of;
  counts.phase.during("train", () => {
    const found = held(store, params, ({ aside }) => aside !== undefined);
    putAll(found, ({ tensor }) => tensor.aside as Floats);
    for (const { tensor } of found) {
      tensor.aside = undefined;
      tensor.swapped = false;
    }
    of.evaluating = [...store.tensors.values()].some(({ aside }) => aside !== undefined);
  });
}

/** Those of a map's parameters that have state and are concerned. */
function held(store: Store, params: object, concerns: (tensor: Tensor) => boolean): Held[] {
  return readMap("params", params, store.tied).flatMap((entry) => {
    const tensor = store.tensors.get(entry.name);
    if (tensor === undefined || !concerns(tensor)) return [];
    requireSameShape("params", entry, tensor);
    return [{ ...entry, tensor }];
  });
}
