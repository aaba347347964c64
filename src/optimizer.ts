import { AUTO, backendFor, type BackendName } from "./backend/backend.js";
import type { Kernels, ScalarsOf } from "./backend/kernels.js";
import { PLACE, SHARED, WHOLE_OPTIMIZER, type CommonOptions, type OptionsWith, type Pool } from "./common-options.js";
import { ACCUMULATED, AVERAGE } from "./memory/layout.js";
import type { Allocated, GradMap, ParamMap } from "./model/values.js";
import type { Floats } from "./numbers.js";
import { Hyperparameters } from "./options/hyperparameters.js";
import { describe } from "./options/messages.js";
import { readNumber, readOptions, requireKnown } from "./options/read.js";
import type { Given, Hyperparameter, RuleSpecs, Settled } from "./options/specs.js";
import { requireOwn, swapAverages } from "./step/averages.js";
import { Plans } from "./step/plans.js";
import { Stepper } from "./step/stepper.js";
import { Store } from "./step/store.js";

/** What one optimizer is: its options, and what its kernels take of them. */
export interface Rule<Specs extends RuleSpecs = RuleSpecs, Slot extends string = string, Scalar extends string = string> {
  /** The class's name, for messages and files. */
  readonly title: string;
  /** Written by the build from the rule in `assembly/`. */
  readonly kernels: Kernels<Slot, Scalar>;
  readonly options: Specs;
  /** The scalars of step t = 1, 2, …; a rule that leaves `t` out has the same at each step. */
  readonly scalars: ScalarsOf<Settled<Specs>, Scalar>;
}

/** The class of an optimizer. */
export interface OptimizerClass<Specs extends RuleSpecs> {
  new (options?: OptionsWith<Given<Specs>>): Optimizer;
}

/** The options that a class of this library takes. */
export type OptionsOf<Class> = Class extends OptimizerClass<infer Specs> ? OptionsWith<Given<Specs>> : never;

/** The class of a rule: `class Adam extends optimizer({ … }) {}`. */
/* @__NO_SIDE_EFFECTS__ */
export function optimizer<const Specs extends RuleSpecs, Slot extends string, Scalar extends string>(
  rule: Rule<Specs, Slot, Scalar>,
): OptimizerClass<Specs> {
  return class extends Optimizer {
    constructor(options: OptionsWith<Given<Specs>> = {}) {
      super(rule as unknown as Rule, options as CommonOptions);
    }
  };
}

/** @internal Where functions that are no methods find what an optimizer is made of. */
export const internals: unique symbol = Symbol.for("optim-wasm internals");

/** @internal What an optimizer given to the function `who` is made of. */
export function internalsOf(who: string, optimizer: Optimizer): Internals {
  const found = (optimizer as Partial<Optimizer> | null | undefined)?.[internals];
  if (found === undefined) throw new TypeError(`${who} takes an optimizer of optim-wasm, got ${describe(optimizer)}`);
  return found;
}

/** @internal */
export interface Internals {
  readonly rule: Rule;
  readonly hyper: Hyperparameters;
  readonly store: Store;
  readonly plans: Plans;
  readonly counts: Stepper;
}

export interface UpdateOptions {
  /** What gradients are multiplied by first: 1 / loss scale, or 1 / micro-batches. Default 1. */
  gradScale?: number;
}

/** What all optimizers share: parameters move in place, state is kept by name. */
export abstract class Optimizer {
  /** @internal */
  declare readonly [internals]: Internals;
  readonly #backend: BackendName;
  readonly #stepper: Stepper;

  protected constructor(rule: Rule, options: CommonOptions) {
    const given = readOptions(rule.title, { ...rule.options, ...SHARED, ...WHOLE_OPTIMIZER, ...PLACE }, options);
    const { backend = AUTO, pool, groups } = given;
    const slots = [...rule.kernels.slots];
    if ("emaDecay" in given) slots.push(AVERAGE);
    if (Number(given.accumulate) > 1) slots.push(ACCUMULATED);
    const hyper = new Hyperparameters(rule.title, rule.options, SHARED, WHOLE_OPTIMIZER, given, groups);
    const place = (pool as Pool | undefined)?.backend ?? backendFor(backend as BackendName | typeof AUTO, rule.kernels.wasm);
    const store = new Store(place, { kernels: rule.kernels, slots }, (name) => hyper.groupOf(name));
    const plans = new Plans(store);
    this.#backend = place.name;
    this.#stepper = new Stepper(rule, hyper, store, plans, "clipNorm" in given, "emaDecay" in given);
    const made: Internals = { rule, hyper, store, plans, counts: this.#stepper };
    Object.defineProperty(this, internals, { value: made });
  }

  /**
   * One step: moves every parameter in `params` by its gradient of the same name in `grads`.
   *
   * Arrays change in place, plain numbers are replaced on the object; gradients are never written. A name that is
   * left out keeps its value and state. Throws `TypeError` or `RangeError` before anything is changed.
   */
  update(params: ParamMap | Readonly<Record<string, Floats>>, grads: GradMap, options?: UpdateOptions): void {
    this.#stepper.update(params, grads, options === undefined ? 1 : readScale(options));
  }

  /**
   * Typed arrays in the optimizer's own memory, holding these values, and zeroed gradients beside them: a
   * `Float32Array` for a `Float32Array`, else a `Float64Array` (of one element for a number). Passing these very maps
   * to `update` copies nothing. The arrays stay valid for as long as anyone holds them.
   */
  allocate<Initial extends ParamMap>(initial: Initial): { params: Allocated<Initial>; grads: Allocated<Initial> } {
    return this[internals].plans.allocate(initial) as { params: Allocated<Initial>; grads: Allocated<Initial> };
  }

  /** Views of the state: slot → name → array, with the slots' names in the source's notation. */
  get state(): Record<string, Record<string, Floats>> {
    const { rule, store } = this[internals];
    return Object.fromEntries(rule.kernels.slots.map((slot) => [slot, store.views(slot)]));
  }

  /** Views of the averages that `emaDecay` keeps, by name, for every parameter that has moved. */
  get ema(): Record<string, Floats> {
    const averaged = [...this[internals].store.tensors.values()].filter(({ averaged: begun }) => begun);
    return Object.fromEntries(averaged.map((tensor) => [tensor.name, tensor.state(AVERAGE)]));
  }

  /**
   * Exchanges these parameters with their averages, for an evaluation; a second call, with the same arrays, exchanges
   * them back, which must come before the next update, save, load or reset. Throws `TypeError` or `RangeError` before anything is changed.
   */
  swapAverages(params: ParamMap | Readonly<Record<string, Floats>>): void {
    swapAverages(this[internals].store.tensors, params);
  }

  /** Steps so far: calls of `update`, where those skipped do not count and with `accumulate` several make one. */
  get iterations(): number {
    return this.#stepper.iterations;
  }

  /** Updates left out because of a gradient that is not finite. */
  get skipped(): number {
    return this.#stepper.skipped;
  }

  /** The norm over all gradients of the last step, scaled but not yet clipped, where `clipNorm` or `nonFinite` asks for it. */
  get gradNorm(): number | undefined {
    return this.#stepper.gradNorm;
  }

  /** The learning rate as it was given: a number, or a schedule. */
  get lr(): Hyperparameter {
    return this[internals].hyper.get("lr");
  }

  set lr(value: Hyperparameter) {
    this[internals].hyper.set("lr", value);
  }

  /** Where the arithmetic runs. */
  get backend(): BackendName {
    return this.#backend;
  }

  /**
   * Forgets state and counts. Parameters keep their values, allocated arrays stay in use. Throws a `TypeError` while
   * averages are swapped in: the parameters would be lost with them.
   */
  reset(): void {
    const { store, plans } = this[internals];
    for (const tensor of store.tensors.values()) requireOwn(tensor, "reset");
    store.clear();
    plans.renew();
    this.#stepper.reset();
  }
}

function readScale(options: unknown): number {
  requireKnown("update", UPDATE, options);
  const { gradScale = 1 } = options;
  return readNumber("gradScale", UPDATE.gradScale, gradScale);
}

const UPDATE = { gradScale: { default: 1, min: -Infinity } };
