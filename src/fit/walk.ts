import type { Floats } from "../numbers.js";

/** Why a minimization stopped; only after the first three it has converged. */
export type Reason = "gradient" | "value" | "step" | "iterations" | "callback" | "nonFinite";

export function hasConverged(reason: Reason): boolean {
  return reason === "gradient" || reason === "value" || reason === "step";
}

/** What `minimize` repeats: an optimizer's updates, or steps of an algorithm that evaluates several points for one. */
export interface Walk {
  /** Moves the parameters on, from where the objective was last evaluated. */
  move(): void;
  /** Takes the objective where the parameters are now: whether an iteration is done, or this point is only one of its trials. */
  see(value: number, grads: unknown): boolean;
  /** Of the point that the last iteration has come to. */
  readonly value: number;
  /** What the walk makes less: the value, with what its gradients have beside. */
  readonly merit: number;
  readonly gradNorm: number;
  /** Whether the last iteration made a step, and whether that moved the parameters. */
  readonly stepped: boolean;
  moved(): boolean;
  /** How the last step changed the merit to first order, where it ended: the gradient there times the step. */
  slope(): number;
  /** The last step's largest change of a parameter, relative to 1 + its size. */
  stepSize(): number;
  /** The rate that the next step takes. */
  readonly rate: number;
  /** Why there is no next point, where it finds none. */
  readonly ended?: Reason | undefined;
  /** Remembers the point that it has come to as the one to return to. */
  keep(): void;
  /** Of that point. */
  readonly keptValue: number;
  readonly keptNorm: number;
  /** Puts the parameters back to what was kept, or to the start. */
  leave(where: "kept" | "start"): void;
}

/** What makes a walk from these parameters, which it may move into bounds. */
export const walk: unique symbol = Symbol.for("optim-wasm walk");

/** An algorithm of its own, which `minimize` takes in place of an optimizer. */
export interface Walker {
  /** What it has learnt, as flat names and arrays. */
  state(): Record<string, Floats>;
  /** The next `minimize` goes on with this state. */
  restore(state: Readonly<Record<string, Floats>>): void;
  /** @internal */
  [walk](params: unknown): Walk;
}
