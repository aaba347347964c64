// What vitest sets up before every file, so that a run can be had again.
import * as fc from "fast-check";

/** The seed of random tests: the same at each run, but for `SEED=123 npm test`, and `SEED=random npm test`, which draws one. */
export function seedOf(): number {
  const { SEED = "1" } = process.env;
  const seed = SEED === "random" ? Date.now() % 2 ** 31 : Number(SEED);
  if (!Number.isInteger(seed)) throw new TypeError(`SEED must be a whole number or "random", got "${SEED}"`);
  return seed;
}

fc.configureGlobal({ seed: seedOf() });
