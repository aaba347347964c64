import type { Optimizer } from "../optimizer.js";
import type { TfVariable } from "./tensorflow.js";

/** What an optimizer of `tfOptimizer` has beside what tf's own have. */
export interface TfOptimizerParts {
  /** The optimizer given. */
  readonly optimizer: Optimizer;
  /** The learning rate of the next step; it can be set. A schedule is replaced by a number that is set. */
  learningRate: number;
  setLearningRate(rate: number): void;
  /** Its state as tf's variables: iterations, then slot by slot those of all variables. They are brought up to date by each call. */
  variables(): TfVariable[];
  /**
   * Calls back with the values of all variables that have moved, by name, which may be changed: for `swapAverages`, and for
   * `eval` and `train` of the schedule-free classes.
   *
   * @example optimizer.withParams((params) => adam.swapAverages(params))
   */
  withParams<Result>(call: (params: Record<string, Float32Array>) => Result): Result;
}

/** A `tf.Optimizer` of this tf. */
export type TfOptimizer<Tf> = (Tf extends { readonly Optimizer: abstract new () => infer Base } ? Base : object) &
  TfOptimizerParts;
