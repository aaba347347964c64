import { callable, list, readOptions, type Schedule } from "./options.js";

/** What `product` takes. */
export interface ProductOptions {
  /** Whose values are multiplied. */
  schedules: readonly Schedule[];
}

/**
 * The product of all schedules' values at the iteration, from the first on; they may be any functions of it.
 *
 * Source: `torch.optim.lr_scheduler.ChainedScheduler`, where each scheduler multiplies the rate.
 *
 * @example product({ schedules: [cosineDecay({ initValue: 0.1, decaySteps: 1000 }), (t) => (t < 500 ? 1 : 0.5)] })
 */
export function product(options: ProductOptions): Schedule {
  const { schedules } = readOptions("product", { schedules: list(callable) }, options);
  if (schedules.length === 0) throw new RangeError("product: schedules must be at least one, got 0");
  return (iteration) => {
    let value = 1;
    for (let k = 0; k < schedules.length; k++) value *= schedules[k](iteration);
    return value;
  };
}
