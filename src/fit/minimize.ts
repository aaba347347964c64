import type { Gradients, Params } from "../model/types.js";
import { Course, type Minimum } from "./course.js";
import type { StopOptions } from "./stopping.js";
import type { Updating } from "./updates.js";
import type { Walker } from "./walk.js";

/** A value and the gradients of a model there, as a pair or by name. */
export type Evaluation<Model> = readonly [number, Gradients<Model>] | { value: number; grads: Gradients<Model> };
/** The objective at a point. */
export type ValueAndGrad<Model> = (params: Model) => Evaluation<Model>;
/** The same where it is waited for. */
export type ValueAndGradAsync<Model> = (params: Model) => PromiseLike<Evaluation<Model>> | Evaluation<Model>;

/** When `minimize` ends, and what it tells meanwhile. */
export interface MinimizeOptions extends StopOptions {}

/**
 * Repeats `optimizer.update`, or the iterations of an `LBFGS`, until the gradients are small, or another of the options
 * says stop. `params` are moved in place and left at the best point seen: a caller's model, or one from
 * `optimizer.allocate`.
 *
 * A value that is not finite stops it with "nonFinite"; at the start it is a `RangeError`. Where the objective, or what is
 * told of an iteration, throws, `params` are put back to where they began; the optimizer's state and count are not.
 */
export function minimize<Model extends object>(
  valueAndGrad: ValueAndGrad<Model>,
  params: Params<Model>,
  optimizer: Updating | Walker,
  options: MinimizeOptions = {},
): Minimum<Params<Model>> {
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
export async function minimizeAsync<Model extends object>(
  valueAndGrad: ValueAndGradAsync<Model>,
  params: Params<Model>,
  optimizer: Updating | Walker,
  options: MinimizeOptions = {},
): Promise<Minimum<Params<Model>>> {
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
