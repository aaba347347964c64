import type { Kernels } from "./backend/kernels.js";
import type { Optimizer } from "./optimizer.js";
import type { Hyperparameters } from "./options/hyperparameters.js";
import { describe } from "./options/messages.js";
import type { Rule } from "./rule.js";
import { HELD } from "./step/phase.js";
import type { Plans } from "./step/plans.js";
import type { Stepper } from "./step/stepper.js";
import type { Store } from "./step/store.js";

/** @internal Where functions that are no methods find what an optimizer is made of. */
export const internals: unique symbol = Symbol.for("optim-wasm internals");

/** @internal What an optimizer given to the function `who` is made of. */
export function internalsOf(who: string, given: Optimizer): Internals {
  const found = (given as Partial<Optimizer> | null | undefined)?.[internals];
  if (found === undefined) {
    const remedy = partedOf(given) ? ", a Partition: give one of its parts" : "";
    throw new TypeError(`${who} takes an optimizer of optim-wasm, got ${describe(given)}${remedy}`);
  }
  return found;
}

/** @internal The work of the function `who` on an optimizer; an update that is called back meanwhile is refused. */
export function within<Result>(who: string, given: Optimizer, work: (of: Internals) => Result, begins = false): Result {
  const of = internalsOf(who, given);
  return of.counts.phase.during(who, () => work(of), begins);
}

/** @internal Calls back while updates are refused. */
export function hold<Result>(phase: Stepper["phase"], holder: string, callback: () => Result): Result {
  phase.require("an update");
  const { now, holder: before } = phase;
  phase.now = HELD;
  phase.holder = holder;
  try {
    return callback();
  } finally {
    if (phase.now === HELD) phase.now = now;
    phase.holder = before;
  }
}

/** @internal */
export interface Internals {
  readonly title: string;
  readonly kernels: Kernels;
  readonly scalars: Rule["scalars"];
  readonly hyper: Hyperparameters;
  readonly store: Store;
  readonly plans: Plans;
  readonly counts: Stepper;
  /** Whether parameters hold the point to evaluate; undefined where there is no such point. */
  evaluating?: boolean | undefined;
  /** Whether it is a part of a partition. */
  parted?: boolean;
}

/** @internal Where functions that are no methods find what a partition is made of. */
export const parted: unique symbol = Symbol.for("optim-wasm parts");

/** @internal What a partition is made of, if this is one. */
export function partedOf(given: unknown): Parted | undefined {
  return (given as { [parted]?: Parted } | null | undefined)?.[parted];
}

/** @internal A model's optimizers, each for some names. */
export interface Parted {
  readonly of: readonly Internals[];
  readonly counts: { iterations: number; skipped: number };
  readonly tied: boolean;
  /** The number of the part that takes a name; throws where none does. */
  partOf(name: string): number;
  /** Does what may call back; updates are refused meanwhile. */
  during<Result>(who: string, work: () => Result, begins?: boolean): Result;
  /** Makes plans anew, where tensors have changed. */
  renew(): void;
}
