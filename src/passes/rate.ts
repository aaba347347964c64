import type { Internals } from "../internals.js";
import type { Place } from "./runner.js";

/** @internal The rate of a step, for the pass of this title. Throws a `TypeError` where a rule has none. */
export function rateFor(title: string, { title: optimizer, hyper, kernels }: Internals): (place: Place) => number {
  const { rate } = kernels;
  if (!("lr" in hyper.values[0]))
    throw new TypeError(`passes: ${title} goes by the rate lr, which ${optimizer} does not have`);
  if (rate === "none")
    throw new TypeError(
      `passes: ${title} goes by the rate of a step, and lr of ${optimizer} is that of the first alone: take another optimizer`,
    );
  return ({ tensor: { clock }, options }) =>
    rate ? rate(options as never, clock.steps + 1, clock.next as never) : (options.lr as number);
}
