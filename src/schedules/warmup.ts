import { callable, finite, nonNegative, optional, readOptions, type Schedule } from "./options.js";

/** What `warmup` takes. */
export interface WarmupOptions {
  /** Iterations of the way up. */
  steps: number;
  /** What follows; it counts from 0. */
  schedule: Schedule;
  /** The value at the first iteration. Default 0. */
  initValue?: number;
}

/**
 * Linear from `initValue` to `schedule(0)` over `steps` iterations, then `schedule(t − steps)`; initValue is 0 unless
 * given. The schedule may be any function of the iteration.
 *
 * Source: `optax.warmup_cosine_decay_schedule`, where the schedule is its cosine decay.
 */
export function warmup(options: WarmupOptions): Schedule {
  const readers = { steps: nonNegative, schedule: callable, initValue: optional(0, finite) };
  const { steps, schedule, initValue } = readOptions("warmup", readers, options);
  return (iteration) => {
    if (!(iteration < steps)) return schedule(iteration - steps);
    const endValue = schedule(0);
    return (initValue - endValue) * (1 - iteration / steps) + endValue;
  };
}
