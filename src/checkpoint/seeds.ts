import type { Pass } from "../common-options.js";
import type { Hyperparameters } from "../options/hyperparameters.js";
import { complain, describe } from "../options/messages.js";
import type { Saved } from "./saved.js";

/** An optimizer's passes, in their order. */
export function passesOf({ given }: Hyperparameters): readonly Pass[] {
  return [given[0].passes ?? []].flat() as readonly Pass[];
}

/** The seeds of those that have one. */
export function seedsOf(hyper: Hyperparameters): { seeds?: readonly number[] } {
  const seeds = passesOf(hyper).flatMap(({ given: { seed } }) => (typeof seed === "number" ? [seed] : []));
  return seeds.length > 0 ? { seeds } : {};
}

/** Throws a `RangeError` where what was saved had other random numbers than there are here; what has none says nothing. */
export function requireSeeds(hyper: Hyperparameters, { seeds, whence }: Pick<Saved, "seeds" | "whence">): void {
  const { seeds: here } = seedsOf(hyper);
  if (seeds === undefined || here === undefined) return;
  if (!Array.isArray(seeds)) complain(`seeds in ${whence}`, "a list of numbers", seeds);
  const there = seeds.map(describe).join(", ");
  if (there !== here.join(", "))
    throw new RangeError(
      `the seed of noise is ${there} in ${whence} and ${here.join(", ")} here: give it the seed of ${whence}`,
    );
}
