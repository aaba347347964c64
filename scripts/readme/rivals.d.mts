import type { Contest } from "../../bench/harness/case.js";

/** A line of the picture of speed: whose times, over whose, and what it is called there. */
export interface Rival {
  readonly label: string;
  readonly contests: readonly Contest[];
  readonly ratio: (contest: Contest) => number | undefined;
}

export function rivalsOf(sections: Readonly<Record<"javascript" | "peers" | "torch", readonly Contest[]>>): Rival[];
