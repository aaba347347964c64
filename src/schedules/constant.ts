import { finite, readOptions, type Schedule } from "./options.js";

/** What `constant` takes. */
export interface ConstantOptions {
  /** The value at every iteration. */
  value: number;
}

/**
 * `value` at every iteration.
 *
 * @throws TypeError or RangeError naming the option, what was expected and what came; so do all schedules.
 * Source: `optax.constant_schedule`.
 */
export function constant(options: ConstantOptions): Schedule {
  const { value } = readOptions("constant", { value: finite }, options);
  return () => value;
}
