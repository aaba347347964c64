import { complain } from "../options/messages.js";
import { own, readNumber, requireKnown } from "../options/read.js";
import type { Reason, Walk } from "./walk.js";

/** How far it has come. */
export interface Progress {
  /** Iterations so far, from 1. */
  readonly iteration: number;
  /** The objective at the parameters as they are. */
  readonly value: number;
  /** The norm of its gradients there, as the optimizer takes them. */
  readonly gradNorm: number;
  /** How often the objective was evaluated. */
  readonly evaluations: number;
}

/** When a minimization ends, and what is told meanwhile. */
export interface StopOptions {
  /** Iterations at the most. Default 1000. */
  maxIterations?: number;
  /**
   * Stops with "gradient" once the norm of all gradients, as the optimizer takes them with `l2` in it, is at most this times
   * 1 + |value|; at 0 it never does. By default 1e-6, and that also relative to the largest norm seen where this is below
   * 1 + |value|: a small scale, or a flat start, is then no convergence.
   */
  gradTolerance?: number;
  /**
   * Stops with "value" after `patience` settled steps in a row: each moved the parameters, at a rate that was not rising,
   * and changed the value, also to first order at its end, by at most this share of it, or of how far it has come
   * down since the start; meanwhile the gradients did not grow, and their norm is at most √valueTolerance of the largest
   * seen, as steps may also be small for a small rate. Default 0: never.
   */
  valueTolerance?: number;
  /**
   * Stops with "step" after `patience` steps in a row, as above, that moved no parameter by more than this times 1 + its size.
   * The norm of the gradients is then at most √stepTolerance of the largest seen. Default 0: never.
   */
  stepTolerance?: number;
  /** Steps in a row for "value" and "step". Default 5. */
  patience?: number;
  /**
   * The notes' stop: "value" as soon as one step that moved the parameters changes the value by less than this, however
   * large the gradients are. Where it is given, "gradient" stops only by a `gradTolerance` given as well. Default: none.
   */
  tolerance?: number;
  /** Whether the parameters are left at the best point seen, else at the last. Default true. */
  keepBest?: boolean;
  /** Called after each iteration; stops with "callback" where it returns false. Default: nothing is called. */
  onIteration?: (progress: Progress) => unknown;
  /** An `AbortSignal`: stops with "callback" after the iteration in which it is aborted. Default: none. */
  signal?: { readonly aborted: boolean };
}

const OTHER_NAMES = {
  maxIterations: "iter|steps|epochs",
  tolerance: "^tol$",
  gradTolerance: "gtol|pgtol",
  valueTolerance: "ftol|factr",
  stepTolerance: "xtol",
  onIteration: "callback",
};

/** Infinity is allowed where it is the default that these specs name. */
const OPTIONS = {
  maxIterations: { default: Infinity, min: 0, fixed: true },
  tolerance: { default: Infinity, min: 0 },
  gradTolerance: { default: Infinity, min: 0 },
  valueTolerance: { default: Infinity, min: 0 },
  stepTolerance: { default: Infinity, min: 0 },
  patience: { default: NaN, min: 1, fixed: true },
  keepBest: undefined,
  onIteration: undefined,
  signal: undefined,
} as const;

/** Throws for what is told of an iteration, or may abort, and cannot be. */
export function requireWatchers(onIteration: unknown, signal: unknown): void {
  if (onIteration !== undefined && typeof onIteration !== "function")
    complain("onIteration", "a function", onIteration);
  if (signal !== undefined && typeof Object(signal).aborted !== "boolean") complain("signal", "an AbortSignal", signal);
}

/** The options checked, and what they say of each iteration. */
export class Stopping {
  readonly maxIterations: number;
  readonly keepBest: boolean;
  readonly onIteration: StopOptions["onIteration"];
  readonly signal: StopOptions["signal"];
  readonly #tolerance: number | undefined;
  readonly #grad: number;
  /** Whether the gradients' tolerance is the default one. */
  readonly #guards: boolean;
  readonly #value: number;
  readonly #step: number;
  readonly #patience: number;
  /** The largest norm of the gradients, and the least merit. */
  #largest = 0;
  #best = Infinity;
  #before = NaN;
  #first = NaN;
  #rate = NaN;
  /** Steps in a row that were settled in value and step, and the gradients' norm where the row began. */
  #settled = 0;
  #small = 0;
  #normThen = Infinity;

  constructor(title: string, options: StopOptions) {
    requireKnown(title, OPTIONS, options as unknown, undefined, OTHER_NAMES);
    const given = own(options);
    const { maxIterations = 1000, tolerance, keepBest = true, onIteration, signal } = given;
    const number = (name: "gradTolerance" | "valueTolerance" | "stepTolerance" | "patience", otherwise: number) =>
      given[name] === undefined ? otherwise : readNumber(name, OPTIONS[name], given[name]);
    this.maxIterations = readNumber("maxIterations", OPTIONS.maxIterations, maxIterations);
    if (tolerance !== undefined) readNumber("tolerance", OPTIONS.tolerance, tolerance);
    this.#tolerance = tolerance;
    this.#grad = number("gradTolerance", tolerance === undefined ? 1e-6 : 0);
    this.#guards = given.gradTolerance === undefined;
    this.#value = number("valueTolerance", 0);
    this.#step = number("stepTolerance", 0);
    this.#patience = number("patience", 5);
    if (typeof keepBest !== "boolean") complain("keepBest", "true or false", keepBest);
    requireWatchers(onIteration, signal);
    this.keepBest = keepBest;
    this.onIteration = onIteration;
    this.signal = signal;
  }

  /** Takes the point that an iteration has come to: why it ends there, if it does. */
  see(walk: Walk, isFirst: boolean): Reason | undefined {
    const { merit, gradNorm } = walk;
    if (gradNorm > this.#largest) this.#largest = gradNorm;
    if (!(merit > this.#best)) {
      this.#best = merit;
      walk.keep();
    } else if (!this.keepBest) walk.keep();
    const before = this.#before;
    this.#before = merit;
    // A stationary point that is worse than one that was seen is passed by.
    const isBest = merit <= this.#best + 1e-10 * (1 + Math.abs(this.#best));
    if (this.#grad > 0 && isBest) {
      const whole = 1 + Math.abs(walk.value);
      if (gradNorm <= this.#grad * (this.#guards && this.#largest < whole ? this.#largest : whole)) return "gradient";
    }
    if (isFirst) this.#first = merit;
    if (isFirst) return undefined;
    if (this.#tolerance !== undefined && this.#settlesAt(this.#tolerance, walk, before)) return "value";
    return (this.#value > 0 || this.#step > 0) && walk.stepped ? this.#count(walk, before, isBest) : undefined;
  }

  /** The notes' rule, but for a step that moved nothing. */
  #settlesAt(tolerance: number, walk: Walk, before: number): boolean {
    return Math.abs(walk.merit - before) < tolerance && walk.stepped && (walk.moved() || walk.gradNorm === 0);
  }

  #count(walk: Walk, before: number, isBest: boolean): Reason | undefined {
    const { merit, gradNorm, rate } = walk;
    const rises = rate > this.#rate;
    this.#rate = rate;
    if (rises || !(gradNorm <= this.#normThen) || !walk.moved()) {
      this.#settled = this.#small = 0;
      this.#normThen = gradNorm;
      return undefined;
    }
    const change = this.#value * Math.max(Math.abs(merit), this.#first - merit);
    const settles = this.#value > 0 && Math.abs(merit - before) <= change && Math.abs(walk.slope()) <= change;
    this.#settled = settles ? this.#settled + 1 : 0;
    this.#small = this.#step > 0 && walk.stepSize() <= this.#step ? this.#small + 1 : 0;
    if (this.#settled === 0 && this.#small === 0) this.#normThen = gradNorm;
    if (!isBest) return undefined;
    const share = gradNorm / this.#largest || 0;
    const squared = share * share;
    if (this.#settled >= this.#patience && squared <= this.#value) return "value";
    return this.#small >= this.#patience && squared <= this.#step ? "step" : undefined;
  }
}
