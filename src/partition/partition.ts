import { ALLOCATE, readScale, type AllocateOptions, type UpdateOptions } from "../call-options.js";
import { PLACE, WHOLE_OPTIMIZER } from "../common-options.js";
import { parted, type Parted } from "../internals.js";
import { readMap } from "../model/maps.js";
import type { Allocated, AllocatedGradients, Dynamic, Gradients, Params, Values, Views } from "../model/types.js";
import { Hyperparameters } from "../options/hyperparameters.js";
import { readOptions } from "../options/read.js";
import type { Hyperparameter } from "../options/specs.js";
import type { Optimizer } from "../optimizer.js";
import { requireOwn, swapAverages } from "../step/averages.js";
import { clipped, firstNonFinite, normOf, squaresOf } from "../step/norm.js";
import { IDLE, Phase, READING } from "../step/phase.js";
import type { Plan } from "../step/plan.js";
import { Plans } from "../step/plans.js";
import { readParts, requireUnexamined, Routes, type GivenPart, type Part } from "./parts.js";
import { Steps } from "./steps.js";
import { Union } from "./union.js";

/** What is decided for all parts together. */
export interface PartitionOptions {
  /**
   * The gradients given to one update are scaled so that the norm over all parts' is at most this: by
   * clipNorm / (norm + 1e-6) where that is below 1. Default: no limit; Infinity has the norm taken.
   */
  clipNorm?: Hyperparameter;
  /** What one NaN or infinity among the gradients does, to all parts alike: as in every optimizer. Default "propagate". */
  nonFinite?: "propagate" | "skip" | "throw";
  /** Whether a model may hold one array in several places: it is its first name's part's. Default false. */
  tied?: boolean;
}

const OPTIONS = { clipNorm: WHOLE_OPTIMIZER.clipNorm, nonFinite: WHOLE_OPTIMIZER.nonFinite };

/**
 * Several optimizers for one model: the first part that matches a parameter's name takes it, as
 * `new Partition([{ match: /W$/, optimizer: new Lion() }, { optimizer: new AdamW() }], { clipNorm: 1 })`.
 *
 * Each part moves its parameters as its optimizer alone would, with its own options, groups, schedules and counts; one norm
 * goes over all. Throws a `TypeError` or `RangeError`, before any part moves, for a name that no part matches, and at the
 * first update for a part that takes no name, unless that is `optional`.
 *
 * @example new Partition([{ match: /W$/, optimizer: new Lion() }, { optimizer: new AdamW() }])
 */
export class Partition {
  /** @internal */
  declare readonly [parted]: Parted;
  readonly #parts: readonly GivenPart[];
  readonly #routes: Routes;
  readonly #union: Union;
  readonly #plans: Plans;
  readonly #steps: Steps;
  readonly #hyper: Hyperparameters;
  readonly #phase: Phase;
  readonly #counts = { iterations: 0, skipped: 0 };
  #norm: number | undefined;
  #matched = false;

  /** @param parts which names go to which optimizer: the first that matches takes them */
  constructor(parts: readonly Part[], options: PartitionOptions = {}) {
    const given = readOptions("Partition", { ...OPTIONS, tied: PLACE.tied }, options);
    this.#hyper = new Hyperparameters("Partition", {}, {}, OPTIONS, given, undefined);
    this.#phase = new Phase("Partition", this.#hyper);
    this.#parts = readParts(parts);
    this.#routes = new Routes(this.#parts, this.#hyper);
    this.#union = new Union(this.#parts, this.#routes, given.tied === true);
    this.#plans = new Plans(this.#union);
    this.#steps = new Steps(this.#parts, this.#routes);
    const made: Parted = {
      of: this.#parts.map(({ of }) => of),
      counts: this.#counts,
      tied: this.#union.tied,
      partOf: (name) => this.#routes.of(name),
      during: (who, work, begins) => this.#during(who, work, begins),
      renew: () => this.#renew(),
    };
    Object.defineProperty(this, parted, { value: made });
    // A class of the user's own, made of this, may have fields.
    if (new.target === Partition) Object.preventExtensions(this);
  }

  /** The parts' optimizers, for what is theirs alone: `lr`, `set`, `state`, `eval`. */
  get parts(): readonly Optimizer[] {
    return this.#parts.map(({ optimizer }) => optimizer);
  }

  /** @internal A rate is a part's. */
  set lr(_: never) {
    throw new TypeError("lr is that of each part: give it to partition.parts[0], or to its set({ lr })");
  }

  /**
   * One step of every part that has names in `params`: moves each parameter by its gradient of the same name, as an
   * optimizer's `update` does. Throws `TypeError` or `RangeError` before any part has changed anything.
   */
  update<Tree extends object, Grads = never>(
    params: Params<Tree>,
    grads: Gradients<Tree> | Dynamic<Grads>,
    options?: Pick<UpdateOptions, "gradScale">,
  ): void {
    const gradScale = options === undefined ? 1 : readScale(options, { gradScale: 1 });
    const phase = this.#phase;
    if (phase.now !== IDLE) phase.refuse("update");
    phase.now = READING;
    try {
      if (this.#steps.isStale) this.#renew();
      const plan = this.#plans.find(params, grads);
      if (!this.#matched) this.#routes.requireMatches(plan.names);
      this.#parts.forEach(({ of }, k) => requireUnexamined(of, k));
      const scale = this.#examine(plan, gradScale);
      if (scale === undefined) return;
      this.#steps.go(plan, scale, () => {
        if (!plan.kept) this.#plans.admit(plan);
      });
      this.#matched = true;
      this.#counts.iterations++;
    } finally {
      phase.now = IDLE;
      this.#hyper.asked = "";
    }
  }

  /** What gradients are multiplied by; undefined where the update is left out. */
  #examine(plan: Plan, gradScale: number): number | undefined {
    const hyper = this.#hyper;
    if (hyper.scheduled.length > 0) hyper.settle(this.#counts.iterations);
    if (!hyper.examines) return gradScale;
    const { move } = plan;
    for (const span of move.losable) span.requireMemory();
    const { clipNorm, nonFinite } = hyper.values[0];
    const squares = squaresOf(move);
    const norm = normOf(squares, Math.abs(gradScale));
    const found = nonFinite === "propagate" || Number.isFinite(norm) ? undefined : firstNonFinite(plan.bindings);
    if (found !== undefined && nonFinite === "throw") throw new RangeError(found);
    if (found !== undefined) return void this.#counts.skipped++;
    this.#norm = norm;
    return clipped(squares, gradScale, norm, clipNorm as number);
  }

  /**
   * Typed arrays in the parts' own memory, holding these values, and zeroed gradients beside them, as an optimizer's
   * `allocate` gives: passing these very maps to `update` copies nothing.
   */
  allocate<Tree extends object>(
    initial: Values<Tree>,
    options: Pick<AllocateOptions, "fresh"> = {},
  ): { params: Allocated<Tree>; grads: AllocatedGradients<Tree> } {
    const { fresh = false } = readOptions("allocate", { fresh: ALLOCATE.fresh }, options);
    return this.#during("allocate", () => this.#plans.allocate(initial, fresh as boolean)) as {
      params: Allocated<Tree>;
      grads: AllocatedGradients<Tree>;
    };
  }

  /** Zeroes all gradients that `allocate` handed out. */
  zeroGrads(): void {
    this.#plans.zeroGrads();
  }

  /** Steps so far: calls of `update` but for those skipped. Each part counts its own besides. */
  get iterations(): number {
    return this.#counts.iterations;
  }

  /** Updates left out because of a gradient that is not finite. */
  get skipped(): number {
    return this.#counts.skipped;
  }

  /** The norm over all gradients of the last step, scaled but not yet clipped, where `clipNorm` or `nonFinite` asks for it. */
  get gradNorm(): number | undefined {
    return this.#norm;
  }

  /** Views of all parts' state: slot → name → array. */
  get state(): Record<string, Views<unknown>> {
    const all: Record<string, object> = {};
    for (const { optimizer } of this.#parts)
      for (const [slot, views] of Object.entries(optimizer.state)) all[slot] = { ...all[slot], ...(views as object) };
    return all as Record<string, Views<unknown>>;
  }

  /** Views of the averages that parts with `emaDecay` keep, by name. */
  get ema(): Views<unknown> {
    return Object.assign({}, ...this.#parts.map(({ optimizer }) => optimizer.ema)) as Views<unknown>;
  }

  /**
   * Exchanges those of these parameters whose parts have `emaDecay` with their averages, as an optimizer's `swapAverages`
   * does; the others stay as they are. Throws a `TypeError` where no part has it.
   */
  swapAverages<Tree extends object>(params: Params<Tree>): void {
    const { tensors, tied } = this.#union;
    this.#during("swapAverages", () => {
      const averages = this.#parts.map(({ of }) => "emaDecay" in of.hyper.given[0]);
      if (!averages.includes(true)) throw new TypeError("no part keeps averages: give an optimizer emaDecay");
      const found = readMap("params", params, tied);
      swapAverages(
        tensors,
        found.filter(({ name }) => averages[this.#routes.of(name)]),
      );
    });
  }

  /** Gives `clipNorm` or `nonFinite` another value from the next step on. */
  set(options: Pick<PartitionOptions, "clipNorm" | "nonFinite">): void {
    this.#phase.require("set");
    this.#hyper.set(options);
  }

  /** Forgets state and counts of all parts, as an optimizer's `reset` does. */
  reset(): void {
    this.#phase.require("reset");
    for (const { of } of this.#parts) {
      of.counts.phase.require("reset", true);
      for (const tensor of of.store.tensors.values()) requireOwn(tensor, "reset");
    }
    for (const { optimizer } of this.#parts) optimizer.reset();
    Object.assign(this.#counts, { iterations: 0, skipped: 0 });
    this.#renew();
  }

  /** Makes plans anew. */
  #renew(): void {
    this.#plans.renew();
    this.#steps.renew();
    this.#norm = undefined;
  }

  /** Does what may call back; an update, of this or of a part, is refused meanwhile. */
  #during<Result>(who: string, work: () => Result, begins = false): Result {
    const all = this.#parts.reduceRight<() => Result>(
      (inner, { of }) =>
        () =>
          of.counts.phase.during(who, inner, begins),
      work,
    );
    return this.#phase.during(who, all, begins);
  }
}
