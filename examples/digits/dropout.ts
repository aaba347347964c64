import type { Random } from "../random.js";

export interface Dropout {
  /** Share of the hidden units that rest, in [0, 1). */
  readonly rate: number;
  readonly random: Random;
}

/** What an active unit passes on: its whole value, or under dropout nothing or as much more as makes up for the rest. */
export function share(dropout: Dropout | undefined): number {
  if (dropout === undefined) return 1;
  return dropout.random() < dropout.rate ? 0 : 1 / (1 - dropout.rate);
}
