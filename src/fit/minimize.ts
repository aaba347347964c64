import type { Sparse } from "../model/sparse.js";
import type { GradValue, ParamMap } from "../model/values.js";
import type { Floats } from "../numbers.js";
import { Course, type Minimum } from "./course.js";
import type { StopOptions } from "./stopping.js";
import type { Updating } from "./updates.js";
import type { Walker } from "./walk.js";

/** Gradients in the shape of the parameters; `null` for one that stays as it is. */
export interface Grads {
  readonly [name: string]: GradValue | Sparse | null | Grads | readonly (Grads | GradValue)[];
}

/** The objective at a point: its value and gradients, as a pair or by name. */
export type Evaluation = readonly [number, Grads | object] | { value: number; grads: Grads | object };
export type ValueAndGrad<Params> = (params: Params) => Evaluation;
export type ValueAndGradAsync<Params> = (params: Params) => PromiseLike<Evaluation> | Evaluation;

export interface MinimizeOptions extends StopOptions {}

export type Model = ParamMap | Readonly<Record<string, Floats>> | object;

/**
 * Repeats `optimizer.update`, or the iterations of an `LBFGS`, until the gradients are small, or another of the options
 * says stop. `params` are moved in place and left at the best point seen: a caller's model, or one from
 * `optimizer.allocate`.
 *
 * A value that is not finite stops it with "nonFinite"; at the start it is a `RangeError`. Where the objective, or what is
 * told of an iteration, throws, `params` are put back to where they began; the optimizer's state and count are not.
 */
export function minimize<Params extends Model>(
  valueAndGrad: ValueAndGrad<Params>,
  params: Params,
  optimizer: Updating | Walker,
  options: MinimizeOptions = {},
): Minimum<Params> {
  const course = new Course("minimize", params, optimizer, options);
  const { onIteration } = course.stopping;
  const evaluate = () => valueAndGrad(params);
  const tell = () => (onIteration as (progress: object) => unknown)(course.progress);
  try {
    while (course.asks) {
      const whole = course.take(course.hold("valueAndGrad", evaluate));
      course.go(whole && onIteration !== undefined ? course.hold("onIteration", tell) : undefined);
    }
    return course.end();
  } catch (error) {
    course.undo();
    throw error;
  }
}

/**
 * The same for an objective that returns a promise; `onIteration` may return one too. The parameters stay as they are until
 * it is fulfilled. Sources, options and errors are those of `minimize`, by the same rules.
 */
export async function minimizeAsync<Params extends Model>(
  valueAndGrad: ValueAndGradAsync<Params>,
  params: Params,
  optimizer: Updating | Walker,
  options: MinimizeOptions = {},
): Promise<Minimum<Params>> {
  const course = new Course("minimizeAsync", params, optimizer, options);
  const { onIteration } = course.stopping;
  const evaluate = () => valueAndGrad(params);
  const tell = () => (onIteration as (progress: object) => unknown)(course.progress);
  try {
    while (course.asks) {
      const whole = course.take(await course.hold("valueAndGrad", evaluate));
      course.go(whole && onIteration !== undefined ? await course.hold("onIteration", tell) : undefined);
    }
    return course.end();
  } catch (error) {
    course.undo();
    throw error;
  }
}
