import { hold, internals, type Internals } from "../internals.js";
import type { Optimizer } from "../optimizer.js";
import { complain, isObject } from "../options/messages.js";
import { readNumber } from "../options/read.js";
import { Stopping, type Progress, type StopOptions } from "./stopping.js";
import { Updates, type Updating } from "./updates.js";
import { hasConverged, walk, type Reason, type Walk, type Walker } from "./walk.js";

/** Where a minimization ended. */
export interface Minimum<Params = unknown> {
  /** The given parameters, moved. */
  readonly params: Params;
  /** The objective at the parameters as they are left. */
  readonly value: number;
  /** The norm of all gradients there, as the optimizer takes them: with its `l2`. */
  readonly gradNorm: number;
  /** Iterations made. */
  readonly iterations: number;
  /** How often the objective was evaluated. */
  readonly evaluations: number;
  readonly reason: Reason;
  /** Whether the reason is "gradient", "value" or "step". */
  readonly converged: boolean;
}

/** One minimization, whoever evaluates the objective: what comes between two evaluations. */
export class Course<Params extends object> {
  readonly stopping: Stopping;
  readonly #params: Params;
  readonly #given: Updating | Walker;
  readonly #phase: Internals["counts"]["phase"] | undefined;
  #walk: Walk | undefined;
  #iterations = 0;
  #evaluations = 0;
  #reason: Reason | undefined;
  /** Whether the last evaluation was the end of an iteration, not one of its trials. */
  #whole = true;

  constructor(title: string, params: Params, optimizer: Updating | Walker, options: StopOptions) {
    this.stopping = new Stopping(title, options);
    if (typeof Object(optimizer).update !== "function" && !(walk in Object(optimizer)))
      complain("the optimizer", "one of optim-wasm, or an LBFGS", optimizer, TypeError, remedyFor(title, optimizer));
    this.#params = params;
    this.#given = optimizer;
    this.#phase = (optimizer as Partial<Optimizer>)[internals]?.counts.phase;
    if (walk in optimizer) this.#walk = optimizer[walk](params);
  }

  /** Calls back while updates of the optimizer are refused. */
  hold<Result>(name: string, callback: () => Result): Result {
    return this.#phase === undefined ? callback() : hold(this.#phase, name, callback);
  }

  /** Whether the objective is to be evaluated where the parameters are now. */
  get asks(): boolean {
    return this.#reason === undefined;
  }

  /** Takes what the objective returned; whether that is the end of an iteration, of which to tell. */
  take(given: unknown): boolean {
    const isPair = Array.isArray(given);
    const its = given as { value: unknown; grads: unknown };
    const value = isPair ? (given[0] as unknown) : Object(given).value;
    if (typeof value !== "number" || (!isPair && typeof given !== "object")) this.#refuse(given, isPair, value);
    const grads: unknown = isPair ? given[1] : its.grads;
    if (this.#evaluations++ === 0 || this.#walk === undefined) {
      readNumber(VALUE, ANY, value, 0);
      if (this.#walk) this.#walk.see(value, grads);
      else this.#walk = new Updates(this.#given as Updating, this.#params, value, grads);
      this.#reason = this.stopping.see(this.#walk, true);
      return false;
    }
    this.#whole = this.#walk.see(value, grads);
    if (!this.#whole) return false;
    if (this.#walk.ended !== undefined || !Number.isFinite(this.#walk.value)) {
      this.#reason = this.#walk.ended ?? "nonFinite";
      return false;
    }
    this.#iterations++;
    this.#reason = this.stopping.see(this.#walk, false);
    return true;
  }

  #refuse(given: unknown, isPair: boolean, value: unknown): void {
    const when = this.#evaluations === 0 ? 0 : this.#iterations + 1;
    if (isPair || (isObject(given) && "value" in given)) readNumber(VALUE, ANY, value, when);
    else complain("what valueAndGrad returns", EVALUATION, given, TypeError, ` at iteration ${when}`);
  }

  get progress(): Progress {
    const { value, gradNorm } = this.#walk as Walk;
    return { iteration: this.#iterations, value, gradNorm, evaluations: this.#evaluations };
  }

  /** Moves on to the next point, unless this is the end or whoever was told of it says so. */
  go(answer: unknown): void {
    const { maxIterations, signal } = this.stopping;
    if (this.#whole && this.#reason === undefined) {
      if (answer === false || signal?.aborted) this.#reason = "callback";
      else if (this.#iterations >= maxIterations) this.#reason = "iterations";
    }
    if (this.#reason !== undefined) return;
    const now = this.#walk as Walk;
    now.move();
    this.#reason = now.ended;
  }

  end(): Minimum<Params> {
    const now = this.#walk as Walk;
    const reason = this.#reason as Reason;
    const converged = hasConverged(reason);
    // Where the gradients say so it may be a last digit above the best.
    if (reason === "gradient") now.keep();
    now.leave("kept");
    const [iterations, evaluations] = [this.#iterations, this.#evaluations];
    const { keptValue: value, keptNorm: gradNorm } = now;
    return { params: this.#params, value, gradNorm, iterations, evaluations, reason, converged };
  }

  /** Puts the parameters back to where they began. */
  undo(): void {
    this.#walk?.leave("start");
  }
}

/** Of options in its place. */
function remedyFor(title: string, given: unknown): string {
  const { optimizer } = Object(given) as { optimizer?: unknown };
  return typeof Object(optimizer).update === "function"
    ? `: give its optimizer itself, ${title}(valueAndGrad, params, optimizer, options)`
    : "";
}

const VALUE = "the value that valueAndGrad returns";
const EVALUATION = "{ value, grads } or [value, grads]";
const ANY = { default: NaN, min: -Infinity } as const;
