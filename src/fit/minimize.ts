import { readTree, type Leaf } from "../model/tree.js";
import type { Gradients, GradMap, Params, ParamValue } from "../model/types.js";
import { internals } from "../internals.js";
import type { Optimizer } from "../optimizer.js";
import { complain, isObject } from "../options/messages.js";
import { own, readNumber, requireKnown } from "../options/read.js";

/** The objective at a point: its value and gradients, as a pair or by name. */
export type ValueAndGrad<Model> = (
  params: Model,
) => readonly [number, Gradients<Model>] | { value: number; grads: Gradients<Model> };

/** What `minimize` asks of an optimizer. One that does not count its steps is taken to make one at each update. */
export interface Updating {
  update(params: never, grads: never): unknown;
  readonly iterations?: number;
}

/** When `minimize` ends, and what it tells meanwhile. */
export interface MinimizeOptions {
  /** Updates at the most. Default 1000. */
  maxIterations?: number;
  /** Stops once a step changes the value by less than this; at 0 it never does. Default 1e-6. */
  tolerance?: number;
  /** Called after each update with the number of updates so far and the value there. Default: nothing. */
  onIteration?: (progress: { iteration: number; value: number }) => void;
}

/** Where `minimize` came to. */
export interface Minimum {
  /** The objective at the parameters as they are left. */
  value: number;
  /** Updates made. */
  iterations: number;
  /** Whether the value settled before the iterations ran out. */
  converged: boolean;
}

/**
 * Repeats `optimizer.update` until the value changes by less than `tolerance` or `maxIterations` updates are made.
 * `params` are moved in place: a caller's map, or one from `optimizer.allocate`.
 *
 * A value that is not finite stops it with a `RangeError` that says at which iteration, and `params` are put back
 * to the last point whose value was finite; the optimizer's state and count are not.
 */
export function minimize<Model extends object>(
  valueAndGrad: ValueAndGrad<Model>,
  params: Params<Model>,
  optimizer: Updating,
  options: MinimizeOptions = {},
): Minimum {
  requireKnown("minimize", OPTIONS, options as unknown, undefined, OTHER_NAMES);
  const { maxIterations = 1000, tolerance = 1e-6, onIteration } = own(options);
  readNumber("maxIterations", OPTIONS.maxIterations, maxIterations);
  readNumber("tolerance", OPTIONS.tolerance, tolerance);
  if (onIteration !== undefined && typeof onIteration !== "function")
    complain("onIteration", "a function", onIteration);
  const held = <Result>(name: string, callback: () => Result): Result => {
    const phase = (optimizer as Partial<Optimizer>)[internals]?.counts.phase;
    return phase ? phase.hold(name, callback) : callback();
  };
  const look = (iteration: number) => evaluate(() => held("valueAndGrad", () => valueAndGrad(params)), iteration);
  let { value, grads } = look(0);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const last = copiesOf(params);
    const steps = optimizer.iterations ?? NaN;
    optimizer.update(params as never, grads as never);
    const moved = optimizer.iterations !== steps;
    // A first step may only make state, or have a rate of 0.
    const pulls =
      iteration === 1 && readTree("params", params, grads).leaves.some(({ grad }) => some(grad, (g) => g !== 0));
    const idle = (): boolean =>
      pulls && !last.some(({ node, key, was }) => some(node.holder[key], (x, i) => x !== list(was)[i]));
    const before = value;
    try {
      ({ value, grads } = look(iteration));
    } catch (error) {
      restore(last);
      throw error;
    }
    const progress = { iteration, value };
    if (onIteration) held("onIteration", () => onIteration(progress));
    if (moved && !idle() && Math.abs(value - before) < tolerance)
      return { value, iterations: iteration, converged: true };
  }
  return { value, iterations: maxIterations, converged: false };
}

const OTHER_NAMES = { maxIterations: "iter|steps|epochs", tolerance: "tol", onIteration: "callback" };

/** Infinity is allowed: it is the default that these specs name. */
const OPTIONS = {
  maxIterations: { default: Infinity, min: 0, fixed: true },
  tolerance: { default: Infinity, min: 0 },
  onIteration: undefined,
} as const;

function evaluate(ask: () => ReturnType<ValueAndGrad<never>>, iteration: number): { value: number; grads: GradMap } {
  const given = ask();
  const result = Array.isArray(given) ? { value: given[0], grads: given[1] } : given;
  if (!isObject(result) || !("value" in result)) {
    complain(
      "what valueAndGrad returns",
      "{ value, grads } or [value, grads]",
      given,
      TypeError,
      ` at iteration ${iteration}`,
    );
  }
  const { value, grads } = result as { value: unknown; grads: GradMap };
  return {
    value: readNumber("the value that valueAndGrad returns", { default: NaN, min: -Infinity }, value, iteration),
    grads,
  };
}

/** A parameter, and what it was. */
type Was = Pick<Leaf, "node" | "key"> & { readonly was: ParamValue };

function copiesOf(params: unknown): Was[] {
  return readTree("params", params).leaves.map(({ node, key }) => {
    const value = node.holder[key] as ParamValue;
    return { node, key, was: typeof value === "number" ? value : value.slice() };
  });
}

/** Whether it holds for some number of these; of sparse rows for none. */
function some(values: unknown, holds: (x: number, i: number) => boolean): boolean {
  return Array.prototype.some.call(list(values), holds);
}

function list(values: unknown): ArrayLike<number> {
  return (typeof values === "number" ? [values] : (values ?? [])) as ArrayLike<number>;
}

function restore(last: readonly Was[]): void {
  for (const { node, key, was } of last) {
    const target = node.holder[key];
    if (typeof was === "number") node.holder[key] = was;
    else for (let i = 0; i < was.length; i++) (target as number[])[i] = was[i];
  }
}
