import { AUTO, backendFor, type Backend, type BackendName } from "./backend/backend.js";
import { load, save, type Saved } from "./checkpoint/checkpoint.js";
import { Hyperparameters, type Match } from "./options/hyperparameters.js";
import type { Allocated, GradMap, ParamMap } from "./model/maps.js";
import { readNumber, readOptions, requireKnown } from "./options/read.js";
import type { Floats, Hyperparameter, Rule } from "./rule.js";
import { AVERAGE, ACCUMULATED, type Keeping } from "./memory/span.js";
import { loadStateDict, stateDict, type StateDict } from "./torch/state-dict.js";
import { Stepper } from "./step/stepper.js";
import { Store } from "./step/store.js";
import { requireOwn, swapAverages } from "./step/averages.js";

/** What groups of parameters may have of their own, beside the rule's options. */
export interface SharedOptions {
  /** Decoupled decay λ: p −= lr·(u + λp), where u is the rule's own move (Loshchilov & Hutter 2019). Default 0. */
  weightDecay?: Hyperparameter;
  /** Coupled decay λ: λp is added to the gradient. Default 0. */
  l2?: Hyperparameter;
  /** Gradients are clipped to ± this, after `clipNorm`. Default: no limit. */
  clipValue?: Hyperparameter;
  /** Whether the objective is to rise: gradients count negative. Default false. */
  maximize?: boolean;
}

export interface CommonOptions<Self = SharedOptions> extends SharedOptions {
  /** Learning rate: a finite number ≥ 0, or a function of the iteration (0 at the first update) that gives one. */
  lr?: Hyperparameter;
  /** Options for some parameters: the first group that matches a name has it; what it leaves out is as beside it. */
  groups?: readonly ({ match: Match } & Omit<Self, Whole>)[];
  /**
   * The gradients of one update are scaled so that the norm over all of them is at most this:
   * by clipNorm / (norm + 1e-6) where that is below 1 (`torch.nn.utils.clip_grad_norm_`). Default: no limit.
   * Infinity limits nothing either, but has the norm taken: `gradNorm`.
   */
  clipNorm?: Hyperparameter;
  /** So many calls of `update` make one step, of the mean of their gradients (Optax `MultiSteps`). Default 1. */
  accumulate?: number;
  /** Keeps an average of each parameter: the first step copies it, then d·average + (1−d)·parameter. Default: none. */
  emaDecay?: Hyperparameter;
  /**
   * What one NaN or infinity among the gradients does: `"propagate"` (default) lets it through, `"skip"` leaves
   * everything as it was and counts in `skipped`, `"throw"` leaves everything as it was and throws.
   */
  nonFinite?: "propagate" | "skip" | "throw";
  /** Where the arithmetic runs; by default `"wasm"` where it compiles, else `"js"`. The bits are the same. */
  backend?: BackendName;
  /** Threads that share the work on large allocated maps, always in wasm: a `ThreadPool` of `optim-wasm/threads`. */
  pool?: Pool;
}

/** What concerns the optimizer as a whole. */
type Whole = "groups" | "clipNorm" | "accumulate" | "emaDecay" | "nonFinite" | "backend" | "pool";
type Own<Options> = Omit<Options, Whole | keyof SharedOptions>;

/** A `ThreadPool`. */
export interface Pool {
  readonly threads: number;
  /** Ends the threads. */
  stop(): void;
  /** @internal */
  readonly backend: Backend;
}

export interface UpdateOptions {
  /** What gradients are multiplied by first: 1 / loss scale, or 1 / micro-batches. Default 1. */
  gradScale?: number;
}

/** What all optimizers share: parameters move in place, state is kept by name. */
export abstract class Optimizer<Options extends object = CommonOptions> {
  readonly #rule: Rule<never>;
  readonly #hyper: Hyperparameters;
  readonly #backend: Backend;
  readonly #store: Store;
  readonly #stepper: Stepper;

  protected constructor(rule: Rule<Own<Options>>, options: Options) {
    const given = readOptions(rule.title, { ...rule.options, ...SHARED, ...WHOLE, ...PLACE }, options);
    const { backend = AUTO, pool, groups } = given;
    const slots = [...rule.slots];
    if ("emaDecay" in given) slots.push(AVERAGE);
    if (Number(given.accumulate) > 1) slots.push(ACCUMULATED);
    const keeping: Keeping = { rule, slots };
    this.#rule = rule as unknown as Rule<never>;
    this.#hyper = new Hyperparameters(rule.title, rule.options, SHARED, WHOLE, given, groups);
    this.#backend = (pool as Pool | undefined)?.backend ?? backendFor(backend as BackendName | typeof AUTO);
    this.#store = new Store(this.#backend, keeping, (name) => this.#hyper.groupOf(name));
    this.#stepper = new Stepper(this.#rule, this.#hyper, this.#store, "clipNorm" in given, "emaDecay" in given);
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
    return this.#store.allocate(initial) as { params: Allocated<Initial>; grads: Allocated<Initial> };
  }

  /** Views of the state: slot → name → array, with the slots' names in the source's notation. */
  get state(): Record<string, Record<string, Floats>> {
    return Object.fromEntries(this.#rule.slots.map((slot) => [slot, this.#store.views(slot)]));
  }

  /** Views of the averages that `emaDecay` keeps, by name, for every parameter that has moved. */
  get ema(): Record<string, Floats> {
    const averaged = [...this.#store.tensors.values()].filter(({ averaged: begun }) => begun);
    return Object.fromEntries(averaged.map((tensor) => [tensor.name, tensor.state(AVERAGE)]));
  }

  /**
   * Exchanges these parameters with their averages, for an evaluation; a second call, with the same arrays, exchanges
   * them back, which must come before the next update, save, load or reset. Throws `TypeError` or `RangeError` before anything is changed.
   */
  swapAverages(params: ParamMap | Readonly<Record<string, Floats>>): void {
    swapAverages(this.#store.tensors, params);
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
    return this.#hyper.get("lr");
  }

  set lr(value: Hyperparameter) {
    this.#hyper.set("lr", value);
  }

  /** Where the arithmetic runs. */
  get backend(): BackendName {
    return this.#backend.name;
  }

  /**
   * Forgets state and counts. Parameters keep their values, allocated arrays stay in use. Throws a `TypeError` while
   * averages are swapped in: the parameters would be lost with them.
   */
  reset(): void {
    for (const tensor of this.#store.tensors.values()) requireOwn(tensor, "reset");
    this.#store.clear();
    this.#stepper.reset();
  }

  /**
   * State, counts and hyper-parameters as a safetensors file: tensors `state.<name>.<slot>`, the rest as metadata.
   * The parameters are not in it.
   */
  save(): Uint8Array<ArrayBuffer> {
    return save(this.#saved);
  }

  /**
   * Goes on from a file of `save`: state is matched by name, numbers take the file's values, schedules stay those
   * given here. Throws, saying what is wrong, before anything is changed.
   */
  load(bytes: Uint8Array): void {
    load(this.#saved, bytes);
  }

  /** State and hyper-parameters in the layout and with the names of PyTorch's `state_dict`. */
  stateDict(): StateDict {
    return stateDict(this.#saved);
  }

  /**
   * Takes a PyTorch `state_dict`, of arrays in place of tensors. Its parameters are numbered: `names` gives their names
   * in that order, where the dict itself has no `param_names`. Throws before anything is changed.
   */
  loadStateDict(dict: StateDict, names?: readonly string[]): void {
    loadStateDict(this.#saved, dict, names);
  }

  get #saved(): Saved {
    return { rule: this.#rule, hyper: this.#hyper, store: this.#store, counts: this.#stepper };
  }
}

function readScale(options: unknown): number {
  requireKnown("update", UPDATE, options);
  const { gradScale = 1 } = options;
  return readNumber("gradScale", UPDATE.gradScale, gradScale);
}

const UPDATE = { gradScale: { default: 1, min: -Infinity } };

const SHARED = {
  weightDecay: { default: 0, min: 0 },
  l2: { default: 0, min: 0 },
  clipValue: { default: Infinity, min: 0 },
  maximize: { default: false, flag: true },
} as const;

const WHOLE = {
  clipNorm: { default: Infinity, min: 0 },
  accumulate: { default: 1, min: 1, fixed: true },
  emaDecay: { default: NaN, min: 0, below: 1 },
  nonFinite: { default: "propagate", oneOf: ["propagate", "skip", "throw"] },
} as const;

const PLACE = {
  groups: { default: undefined, kind: "an array of { match, ...options }", has: "length" },
  backend: { default: AUTO, oneOf: ["wasm", "js"] },
  pool: { default: undefined, kind: "a ThreadPool", has: "stop" },
} as const;
