import { AUTO, backendFor } from "./backend/backend.js";
import type { Kernels } from "./backend/kernels.js";
import type { BackendName } from "./backend/machine.js";
import { ALLOCATE, readScale, requireShard, type AllocateOptions, type UpdateOptions } from "./call-options.js";
import {
  PLACE,
  refuseAssignments,
  SHARED,
  WHOLE_OPTIMIZER,
  type CommonOptions,
  type OptionsWith,
  type Pass,
  type Pool,
  type Rate,
  type Settable,
} from "./common-options.js";
import { ACCUMULATED, AVERAGE, type Shard } from "./memory/layout.js";
import { readMap } from "./model/maps.js";
import type { Allocated, AllocatedGradients, Dynamic, Gradients, Params, State, Values, Views } from "./model/types.js";
import { Hyperparameters } from "./options/hyperparameters.js";
import { complain, isWhole } from "./options/messages.js";
import { readOptions } from "./options/read.js";
import type { Given, Hyperparameter, OfGroups, RuleSpecs } from "./options/specs.js";
import { internals, type Internals } from "./internals.js";
import type { OptimizerClass } from "./optimizer-class.js";
import type { Rule, RuleOf, SlotsOfEach } from "./rule.js";
import { requireOwn, swapAverages } from "./step/averages.js";
import { examine, type Examined } from "./step/norm.js";
import { Plans } from "./step/plans.js";
import { Stepper, type Carry } from "./step/stepper.js";
import { Store } from "./step/store.js";

export type { OptimizerClass, OptionsOf } from "./optimizer-class.js";

/** @internal The class of a rule: `class Adam extends optimizer({ … }) {}`. */
/* @__NO_SIDE_EFFECTS__ */
export function optimizer<const Specs extends RuleSpecs, Chosen extends Kernels, Name extends string = never>(
  rule: RuleOf<Specs, Chosen, Name>,
): OptimizerClass<Specs, Chosen["slots"][number], string & keyof SlotsOfEach<Chosen>> {
  const Base = class extends Optimizer<Given<Specs>> {
    constructor(options: OptionsWith<Given<Specs>, OfGroups<Specs>> = {}, other?: unknown) {
      super(rule as unknown as Rule, (other === undefined ? options : arguments) as CommonOptions);
      // A class of the user's own, made of one of these, may have fields.
      if (Object.getPrototypeOf(new.target) === Base) Object.preventExtensions(this);
    }
  };
  refuseAssignments(Base.prototype, { ...rule.options, ...SHARED, ...WHOLE_OPTIMIZER, ...PLACE });
  return Base as unknown as OptimizerClass<Specs, Chosen["slots"][number], string & keyof SlotsOfEach<Chosen>>;
}

/**
 * What all optimizers share: parameters move in place, state is kept by name. With a `Model` the names are known,
 * `new Adam<Net>()`.
 */
export abstract class Optimizer<
  Own extends object = Rate,
  Slot extends string = string,
  Sure extends string = Slot,
  Model = unknown,
  Lr extends Hyperparameter = Hyperparameter,
> {
  /** @internal */
  declare readonly [internals]: Internals;
  readonly #backend: BackendName;
  readonly #stepper: Stepper;

  /** @internal */
  protected constructor(rule: Rule, options: CommonOptions) {
    const { title } = rule;
    const known = { ...rule.options, ...SHARED, ...WHOLE_OPTIMIZER, ...PLACE, ...rule.options };
    for (const [name, where] of Object.entries(rule.elsewhere ?? {}))
      if (Object.hasOwn(Object(options), name) && !(name in known) && !where.match(title + "\\b"))
        throw new TypeError(`${title} has no ${name}: take ${where}`);
    const hint = ": options come first, parameters go to update(params, grads)";
    const given = readOptions(title, known, options, "", hint);
    const { backend = AUTO, pool, groups } = given;
    const hyper = new Hyperparameters(title, rule.options, SHARED, WHOLE_OPTIMIZER, given, groups);
    const kernelsNow = () =>
      typeof rule.kernels === "function" ? rule.kernels((name) => hyper.has(name), given) : rule.kernels;
    const kernels = kernelsNow();
    hyper.fits = () => kernelsNow().slots.every((slot) => kernels.slots.includes(slot));
    const more: string[] = [];
    if ("emaDecay" in given) more.push(AVERAGE);
    if ((given.accumulate as number) > 1) more.push(ACCUMULATED);
    const { slots, kept = slots } = kernels;
    if (pool !== undefined && !(Object(pool).backend?.create && "stop" in (pool as object)))
      complain("pool", "a ThreadPool", pool);
    const place = (pool as Pool | undefined)?.backend ?? backendFor(backend as BackendName | typeof AUTO, kernels.wasm);
    const layout = { ...rule, kernels, slots: [...kept, ...more], arrays: [...slots, ...more], hyper };
    const store = new Store(place, backend === AUTO, layout, given.tied as boolean);
    const plans = new Plans(store);
    this.#backend = place.name;
    const { scalars, carry } = rule;
    const arithmetic = { title, kernels, scalars, carry: carry as Carry };
    this.#stepper = new Stepper(arithmetic, hyper, store, plans, "emaDecay" in given);
    const made: Internals = { title, kernels, scalars, hyper, store, plans, counts: this.#stepper };
    if (rule.evaluated) made.evaluating = false;
    for (const pass of [given.passes ?? []].flat() as (Partial<Pass> | null)[])
      if (!pass?.attach?.(made)) complain("passes", "a list of passes", pass);
    Object.defineProperty(this, internals, { value: made });
  }

  /**
   * One step: moves every parameter in `params` by its gradient of the same name in `grads`.
   *
   * Arrays change in place, plain numbers are replaced on the object; gradients are never written. A name that is
   * left out keeps its value and state. Throws `TypeError` or `RangeError` before anything is changed.
   */
  update<Tree extends object, Grads = never>(
    params: Params<Tree>,
    grads: Gradients<Tree> | Dynamic<Grads>,
    options?: UpdateOptions,
  ): void {
    this.#stepper.update(params, grads, options === undefined ? 1 : readScale(options), options?.examined);
  }

  /**
   * What `clipNorm` and `nonFinite` decide an update by; it changes nothing. The sums of several places go to the `update` of
   * each as `{ examined }`, so that all decide alike. Throws as `update` does.
   */
  examine<Tree extends object, Grads = never>(params: Params<Tree>, grads: Gradients<Tree> | Dynamic<Grads>): Examined {
    return this.#stepper.phase.during("examine", () => examine(this[internals].plans.find(params, grads).move));
  }

  /**
   * Typed arrays in the optimizer's own memory, holding these values, and zeroed gradients beside them: a
   * `Float32Array` for a `Float32Array`, else a `Float64Array` (of one element for a number). Passing these very maps
   * to `update` copies nothing. The arrays stay valid for as long as anyone holds them.
   *
   * A name that has state keeps it, also where its values are others than before; `{ fresh: true }` begins all anew.
   */
  allocate<Tree extends object>(
    initial: Values<Tree>,
    options: AllocateOptions = {},
  ): { params: Allocated<Tree>; grads: AllocatedGradients<Tree> } {
    const { fresh, shard } = readOptions("allocate", ALLOCATE, options);
    const of = this[internals];
    if (shard !== undefined) requireShard(of, shard);
    const allocate = () => of.plans.allocate(initial, fresh as boolean, shard as Shard);
    return this.#stepper.phase.during("allocate", allocate) as never;
  }

  /** Zeroes all gradients that `allocate` handed out. */
  zeroGrads(): void {
    this[internals].plans.zeroGrads();
  }

  /** Views of the state: slot → name → array, with the slots' names in the source's notation. */
  get state(): State<Slot, Sure, Model> {
    const { kernels, store } = this[internals];
    const { slots, kept = slots } = kernels;
    return Object.fromEntries(kept.map((slot) => [slot, store.views(slot)])) as never;
  }

  /** Views of the averages that `emaDecay` keeps, by name, for every parameter that has moved. */
  get ema(): Views<Model> {
    return this[internals].store.views(AVERAGE, ({ averaged }) => averaged) as Views<Model>;
  }

  /**
   * Exchanges these parameters with their averages, for an evaluation; a second call, with the same arrays, exchanges
   * them back, which must come before the next update, save, load or reset. Throws `TypeError` or `RangeError` before anything is changed.
   */
  swapAverages<Tree extends object>(params: Params<Tree>): void {
    const { tensors, tied } = this[internals].store;
    this.#stepper.phase.during("swapAverages", () => swapAverages(tensors, readMap("params", params, tied)));
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

  /**
   * The learning rate as it was given: a number, or a schedule. Its type is of what the constructor was given; where it may
   * have been exchanged for another kind since, `currentLr` is a number always.
   */
  get lr(): Lr extends number ? number : Lr {
    return this[internals].hyper.get("lr") as never;
  }

  set lr(value: Hyperparameter) {
    if (value === undefined) complain("lr", "a finite number ≥ 0", value);
    this.#set({ lr: value }, undefined);
  }

  /** The learning rate that the next step takes, outside of groups that have their own. */
  get currentLr(): number {
    const { phase, iterations } = this.#stepper;
    return phase.during("currentLr", () => this[internals].hyper.at("lr", iterations), true);
  }

  /**
   * Gives options other values from the next step on: the optimizer's, or those of `groups[group]`. All are checked
   * before any is taken. Throws a `TypeError` for what decides about the state: `accumulate`, a first `emaDecay` or momentum.
   */
  set(options: Settable<Own>, group?: number): void {
    this.#set(options, group);
  }

  #set(options: unknown, group: number | undefined): void {
    const { hyper } = this[internals];
    this.#stepper.phase.require("set");
    const count = hyper.given.length - 1;
    if (group !== undefined && !(isWhole(group) && group < count))
      complain("group", `the number of a group, of which there are ${count}, from 0 on`, group, RangeError);
    hyper.set(options, group === undefined ? 0 : group + 1);
  }

  /** Where the arithmetic runs. */
  get backend(): BackendName {
    return this.#backend;
  }

  /** What `console.log` shows in Node, Deno and Bun: the class, its options, counts and names. */
  [Symbol.for("nodejs.util.inspect.custom")](_: unknown, how: unknown, inspect: (...of: unknown[]) => string): string {
    const { title, hyper, store } = this[internals];
    const { iterations, backend } = this;
    const shown = { ...hyper.values[0], ...hyper.given[0], iterations, backend, names: [...store.tensors.keys()] };
    return `${title} ${inspect(shown, how)}`;
  }

  /**
   * Forgets state and counts. Parameters keep their values, allocated arrays stay in use. Throws a `TypeError` while
   * averages are swapped in: the parameters would be lost with them.
   */
  reset(): void {
    const { store, plans } = this[internals];
    this.#stepper.phase.require("reset", true);
    for (const tensor of store.tensors.values()) requireOwn(tensor, "reset");
    store.clear();
    plans.renew();
    this.#stepper.reset();
  }
}
