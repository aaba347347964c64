import type { Kernels, ScalarsOf } from "../backend/kernels.js";
import type { Clock } from "../memory/clock.js";
import type { Carried } from "../memory/layout.js";
import type { Span } from "../memory/span.js";
import { isPart } from "../memory/tensor.js";
import { isNode, type Fields } from "../model/tree.js";
import type { Hyperparameters } from "../options/hyperparameters.js";
import { beginAverages, requireOwn, writeAverage } from "./averages.js";
import { PARAM_RESIDENT, putBack, type Binding } from "./binding.js";
import type { Counts } from "./counts.js";
import type { Move } from "./move.js";
import { clipped, examine, firstNonFinite, normOf, squaresOf, type Examined, type Squares } from "./norm.js";
import type { Passes } from "./passes.js";
import { IDLE, Phase, READING, TORN, WRITING } from "./phase.js";
import type { Plan } from "./plan.js";
import type { Plans } from "./plans.js";
import { sweep, writeShared } from "./shared.js";
import type { Store } from "./store.js";
import { closing, gather } from "./window.js";

/** The arithmetic of a step. */
export interface Arithmetic {
  readonly title: string;
  readonly kernels: Kernels;
  readonly scalars: ScalarsOf<never, string>;
  readonly carry?: Carry | undefined;
}

/** Makes of what a rule carries what it carries at step t. */
export type Carry = (options: never, t: number, carried: Carried, next: Carried) => void;

/** Takes one update from the given maps to the moved parameters. */
export class Stepper implements Counts {
  iterations = 0;
  skipped = 0;
  microSteps = 0;
  /** What else an update writes, once nothing but this may refuse it. */
  beside: ((plan: Plan) => void) | undefined;
  /** What steps go through beside the rule. */
  passes: Passes | undefined;
  /** Whether the kernels keep averages. */
  averages: boolean;
  readonly phase: Phase;
  readonly #kernels: Kernels;
  readonly #scalars: ScalarsOf<never, string>;
  readonly #carry: Carry | undefined;
  /** Whether the scalars are others at each step. */
  readonly #timed: boolean;
  readonly #hyper: Hyperparameters;
  readonly #plans: Plans;
  readonly #store: Store;
  #matched = false;
  #norm: number | undefined;
  /** The iteration that it is of. */
  #normed = NaN;

  constructor(
    { title, kernels, scalars, carry }: Arithmetic,
    hyper: Hyperparameters,
    store: Store,
    plans: Plans,
    averages: boolean,
  ) {
    this.phase = new Phase(title, hyper);
    this.#kernels = kernels;
    this.#scalars = scalars;
    this.#carry = carry;
    // Of the library's rules they are those of any step where there is no state.
    this.#timed = scalars.length > 1 && (kernels.scalars ?? kernels.slots).length > 0;
    this.#hyper = hyper;
    this.#store = store;
    this.#plans = plans;
    this.averages = averages;
  }

  /**
   * One update. In one piece, as V8 inlines no function of over 460 bytes of bytecode: so it begins a budget of its own
   * (920), in which all that a plain step calls has room, and the scalars never become an object on the heap.
   */
  update(params: object, grads: object, gradScale: number, examined?: Examined): void {
    const { phase } = this;
    if (phase.now !== IDLE) phase.refuse("update");
    phase.now = READING;
    try {
      const hyper = this.#hyper;
      const plan = this.#plans.find(params, grads);
      if (!this.#matched) this.#requireMatches(plan, grads);
      if (hyper.scheduled.length > 0) hyper.settle(this.iterations);
      let move: Move | undefined = plan.move;
      for (let k = 0; k < move.losable.length; k++) move.losable[k].requireMemory();
      if (hyper.simple && gradScale === 1) {
        this.#accept(plan, move);
        phase.now = WRITING;
        const { parts } = move;
        for (let k = 0; k < parts.length; k++) {
          const { span, clock, runs, sparse } = parts[k];
          this.#pack(span, clock);
          if (span.extent !== "plain") span.use("plain");
          for (let j = 0; j < runs.length; j++) runs[j].step();
          if (sparse.length > 0) this.#stepRows(sparse);
        }
      } else move = this.#updateFully(plan, gradScale, examined);
      if (move !== undefined) {
        const { numbers, clocks } = move;
        for (let k = 0; k < numbers.length; k++) putBack(numbers[k]);
        for (let k = 0; k < clocks.length; k++) clocks[k].steps++;
        if (this.#carry !== undefined) for (let k = 0; k < clocks.length; k++) clocks[k].carry();
        if (++this.iterations % SWEEP === 0) this.#tidy(plan, move);
      }
      phase.now = IDLE;
      this.#matched = true;
    } catch (error) {
      throw phase.end(error, this.iterations);
    }
  }

  /** The last step's, if that took it. */
  get gradNorm(): number | undefined {
    return this.#normed === this.iterations ? this.#norm : undefined;
  }

  set gradNorm(norm: number | undefined) {
    this.#norm = norm;
    this.#normed = this.iterations + 1;
  }

  reset(): void {
    this.iterations = this.skipped = this.microSteps = 0;
    this.gradNorm = undefined;
    if (this.phase.now === TORN) this.phase.now = IDLE;
  }

  /** One update with what options ask for beside the rule, by what was `examined` of all gradients; what it moved. */
  #updateFully(plan: Plan, gradScale: number, examined: Examined | undefined): Move | undefined {
    const { accumulate, clipNorm, nonFinite } = this.#hyper.values[0];
    const { passes } = this;
    const gathers = passes?.check(plan) || accumulate !== 1;
    this.#require(plan.move);
    if (gathers && plan.bindings.some(({ rows }) => rows))
      throw new TypeError("sparse rows cannot be accumulated: give each its own step, or a dense gradient");
    if (examined && gathers && clipNorm !== Infinity)
      throw new TypeError("examined cannot go with clipNorm and accumulate");
    if (!examined && this.#hyper.examines && plan.bindings.some(({ tensor }) => isPart(tensor)))
      throw new TypeError("clipNorm and nonFinite of a shard need examined");
    const judges = nonFinite !== "propagate";
    const known = examined ?? (judges ? examine(plan.move) : undefined);
    if (judges && !known?.finite) {
      if (nonFinite === "skip") return void this.skipped++;
      throw new RangeError(firstNonFinite(plan.bindings) ?? "a gradient elsewhere is not finite");
    }
    const closes = this.microSteps + 1 === accumulate;
    const step = gathers && closes ? closing(plan, this.#store.tensors) : plan.move;
    this.#require(step);
    this.#accept(plan, step);
    this.phase.now = WRITING;
    if (gathers) gather(plan, gradScale);
    this.microSteps = closes ? 0 : this.microSteps + 1;
    if (!closes) return undefined;
    const scale = gathers ? 1 / (accumulate as number) : gradScale;
    this.#step(step, passes?.begin(step, scale) ?? scale, gathers ? undefined : known);
    passes?.end(step);
    return step;
  }

  /** All has been checked. */
  #accept(plan: Plan, move: Move): void {
    this.beside?.(plan);
    if (!plan.kept) this.#plans.admit(plan);
    if (this.#store.layout.initial) this.#begin(move);
  }

  /** What makes its first step begins by the options of that step, however long ago it was allocated. */
  #begin({ clocks, bindings }: Move): void {
    for (let k = 0; k < clocks.length; k++) {
      if (clocks[k].steps > 0) continue;
      for (const { tensor } of bindings) if (tensor.clock === clocks[k]) this.#store.begin(tensor, true);
    }
  }

  #require({ bindings, losable }: Move): void {
    for (const span of losable) span.requireMemory();
    for (const { tensor } of bindings) requireOwn(tensor, "an update");
  }

  /** Scales, moves, and begins averages; `known` is of the gradients before they are scaled. In one piece, as update is. */
  #step(move: Move, gradScale: number, known: Squares | undefined): void {
    const { parts, bindings, gradSlot } = move;
    const hyper = this.#hyper;
    let scale = gradScale;
    if (hyper.examines) {
      const squares = known ?? squaresOf(move);
      const norm = normOf(squares, Math.abs(gradScale));
      this.gradNorm = norm;
      scale = clipped(squares, gradScale, norm, hyper.values[0].clipNorm as number);
    }
    for (let k = 0; k < parts.length; k++) {
      const { span, clock, runs, sparse } = parts[k];
      this.#pack(span, clock);
      const asked = hyper.extents[span.group];
      const extent = this.averages ? "full" : asked === "plain" && scale !== 1 ? "scaled" : asked;
      if (span.extent !== extent) span.use(extent);
      if (extent !== "plain") writeShared(span, hyper.values[span.group], scale);
      if (this.averages) writeAverage(span, hyper);
      for (let j = 0; j < runs.length; j++) runs[j].step();
      if (sparse.length > 0) this.#stepRows(sparse);
    }
    if (this.averages) beginAverages(bindings);
    if (gradSlot === undefined) return;
    // Once all have moved: a step may wait for the sums of the others.
    for (const { tensor } of bindings) {
      tensor.span.clear(gradSlot, tensor.offset, tensor.end);
      tensor.gathered = false;
    }
  }

  #stepRows(sparse: readonly Binding[]): void {
    for (let k = 0; k < sparse.length; k++) {
      const { tensor, param, kind, rows } = sparse[k];
      rows?.step(tensor, param, (kind & PARAM_RESIDENT) !== 0);
    }
  }

  /** The rule's own scalars, where they are others than before. */
  #pack(span: Span, { steps, carried, next }: Clock): void {
    const hyper = this.#hyper;
    if (this.#timed || span.version !== hyper.version) {
      const values = hyper.values[span.group] as never;
      if (this.#carry !== undefined) this.#carry(values, steps + 1, carried, next);
      this.#kernels.pack(span.scalars, this.#scalars, values, steps + 1, next);
      span.version = hyper.version;
    }
  }

  #tidy(plan: Plan, { parts }: Move): void {
    plan.join();
    sweep(parts, this.#hyper);
  }

  /** Each parameter has a gradient; a gradient may also be there without its parameter. */
  #requireMatches(plan: Plan, grads: object): void {
    const others = Object.keys(grads).filter((name) => !isNode((grads as Fields)[name]));
    this.#hyper.requireMatches([...new Set([...this.#store.tensors.keys(), ...plan.names, ...others])]);
  }
}

/** Updates between two sweeps of the state for subnormal numbers, and two looks for clocks that agree: at 256 they cost under 1 % of the steps. */
const SWEEP = 256;
