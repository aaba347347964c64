import { AUTO, backendFor, type Backend, type BackendName } from "./backend.js";
import type { Allocated, GradMap, ParamMap } from "./maps.js";
import { readNumber, readOptions, readRate } from "./options.js";
import type { Floats, NumberSpec, Hyperparameter, Rule, Schedule, Settled } from "./rule.js";
import { STEP } from "./run.js";
import { Store } from "./store.js";

export interface CommonOptions {
  /** Learning rate: a finite number ≥ 0, or a function of the iteration (0 at the first update) that gives one. */
  lr?: Hyperparameter;
  /** Where the arithmetic runs; by default `"wasm"` where it compiles, else `"js"`. The bits are the same. */
  backend?: BackendName;
  /** Threads that share the work on large allocated maps, always in wasm: a `ThreadPool` of `optim-wasm/threads`. */
  pool?: Pool;
}

/** What every optimizer takes beside its rule's options. */
type Common = "backend" | "pool";

/** A `ThreadPool`. */
export interface Pool {
  readonly threads: number;
  /** @internal */
  readonly backend: Backend;
}

/** What all optimizers share: parameters move in place, state is kept by name. */
export abstract class Optimizer<Options extends CommonOptions = CommonOptions> {
  readonly #rule: Rule<Omit<Options, Common>>;
  readonly #options: Settled<Omit<Options, Common>>;
  readonly #backend: Backend;
  readonly #store: Store;
  #lr: number | Schedule;
  #iterations = 0;

  protected constructor(rule: Rule<Omit<Options, Common>>, options: Options) {
    const specs = { ...rule.options, backend: BACKEND, pool: POOL };
    const { backend, pool, ...own } = readOptions(rule.title, specs, options);
    this.#rule = rule;
    this.#options = own as Settled<Omit<Options, Common>>;
    this.#lr = own.lr as number | Schedule;
    this.#backend = (pool as Pool | undefined)?.backend ?? backendFor(backend as BackendName | typeof AUTO);
    this.#store = new Store(this.#backend, { rule, slots: rule.slots }, () => 0);
  }

  /**
   * One step: moves every parameter in `params` by its gradient of the same name in `grads`.
   *
   * Arrays change in place, plain numbers are replaced on the object; gradients are never written. A name that is
   * left out keeps its value and state. Throws `TypeError` or `RangeError` before anything is changed.
   */
  update(params: ParamMap | Readonly<Record<string, Floats>>, grads: GradMap): void {
    const options = { ...this.#options, lr: this.#rate() };
    const { spans, runs, plain } = this.#store.bind(params, grads);
    for (let k = 0; k < spans.length; k++) this.#rule.coefficients(spans[k].coefficients, options, this.#iterations + 1);
    for (let k = 0; k < runs.length; k++) {
      runs[k].do(STEP, false);
      if (this.#iterations % SWEEP === SWEEP - 1) runs[k].sweep();
    }
    for (let k = 0; k < plain.length; k++) (params as ParamMap)[plain[k].tensor.name] = plain[k].param[0];
    this.#iterations++;
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

  /** Updates so far. */
  get iterations(): number {
    return this.#iterations;
  }

  /** The learning rate as it was given: a number, or a function of the iteration. */
  get lr(): number | Schedule {
    return this.#lr;
  }

  set lr(value: number | Schedule) {
    this.#lr = readRate(this.#rateSpec, value);
  }

  /** Where the arithmetic runs. */
  get backend(): BackendName {
    return this.#backend.name;
  }

  /** Forgets state and iterations. Parameters keep their values, allocated arrays stay in use. */
  reset(): void {
    this.#store.clear();
    this.#iterations = 0;
  }

  get #rateSpec(): NumberSpec {
    return (this.#rule.options as unknown as { lr: NumberSpec }).lr;
  }

  #rate(): number {
    const lr = this.#lr;
    return typeof lr === "number" ? lr : readNumber("lr", this.#rateSpec, lr(this.#iterations));
  }
}

/** Updates between two sweeps of the state for subnormal numbers: at 256 they cost under 1 % of the steps. */
const SWEEP = 256;

const BACKEND = { default: AUTO, oneOf: ["wasm", "js"] };
const POOL = { default: undefined, kind: "a ThreadPool", has: "threads" };
