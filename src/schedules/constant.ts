import { finite, readOptions, type Schedule } from "./options.js";

export interface ConstantOptions {
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
