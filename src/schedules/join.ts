import { callable, list, nonNegative, readOptions, type Schedule } from "./options.js";

/** What `join` takes. */
export interface JoinOptions {
  /** One after the other, each counting from 0. */
  schedules: readonly Schedule[];
  /** The iterations at which the next one begins. */
  boundaries: readonly number[];
}

/**
 * The first schedule before the first boundary, then the next one up to the next boundary, each counting from 0.
 * Boundaries ascend, and there is one fewer than schedules, which may be any functions of the iteration.
 *
 * Source: `optax.join_schedules`.
 */
export function join(options: JoinOptions): Schedule {
  const readers = { schedules: list(callable), boundaries: list(nonNegative) };
  const { schedules, boundaries } = readOptions("join", readers, options);
  if (boundaries.length !== schedules.length - 1) {
    throw new RangeError(
      `join: boundaries must be one fewer than the ${schedules.length} schedules, got ${boundaries.length}`,
    );
  }
  const early = boundaries.findIndex((boundary, i) => boundary < boundaries[i - 1]);
  if (early > 0) {
    throw new RangeError(
      `join: boundaries[${early}] must be ≥ ${boundaries[early - 1]}, the one before, got ${boundaries[early]}`,
    );
  }
  return (iteration) => {
    let i = boundaries.length;
    while (i > 0 && iteration < boundaries[i - 1]) i--;
    return schedules[i](i > 0 ? iteration - boundaries[i - 1] : iteration);
  };
}
