import { power } from "../../arithmetic.js";
import { positive } from "../../options/specs.js";

/** What a rule takes that weighs its steps in an average by their rates. */
export const averagingOptions = {
  /** Steps over which the rate rises in a line to `lr`. Default 0. */
  warmupSteps: positive(0),
  /** Power of t in the weight of a step in the average. Default 0. */
  r: positive(0),
  /** Power of the largest rate so far in the weight of a step in the average. Default 2. */
  weightLrPower: positive(2),
  /** Decay λ, of the parameter that gradients are taken at. Default 0. */
  weightDecay: positive(0),
};

/** @internal These options and the rule's own. A call, as bundlers keep an object that another is spread into. */
/* @__NO_SIDE_EFFECTS__ */
export function averaging<const Own extends object>(own: Own): Own & typeof averagingOptions {
  return { ...own, ...averagingOptions };
}

/** @internal What such a rule carries before its first step: the sum of the weights, and the largest rate so far. */
export const weighed = { weightSum: 0, lrMax: 0 };

type Averaging = Readonly<Record<"lr" | "warmupSteps" | "r" | "weightLrPower", number>>;
type Weighed = typeof weighed;

/** @internal The rate of step t. */
export function rateOf({ lr, warmupSteps }: Averaging, t: number): number {
  return t < warmupSteps ? lr * (t / warmupSteps) : lr;
}

/** @internal Adds the weight of step t. */
export function weigh(options: Averaging, t: number, before: Readonly<Weighed>, next: Weighed): void {
  next.lrMax = Math.max(before.lrMax, rateOf(options, t));
  next.weightSum = before.weightSum + weightOf(options, t, next.lrMax);
}

/** @internal The share of step t in the average, after `weigh`. */
export function shareOf(options: Averaging, t: number, { weightSum, lrMax }: Readonly<Weighed>): number {
  return weightSum > 0 ? weightOf(options, t, lrMax) / weightSum : 0;
}

/** The defaults apart, to the same bits: what a call gives would be an object on the heap. */
function weightOf({ r, weightLrPower }: Averaging, t: number, lrMax: number): number {
  const byRate = weightLrPower === 2 ? lrMax * lrMax : power(lrMax, weightLrPower);
  return r === 0 ? byRate : power(t, r) * byRate;
}
