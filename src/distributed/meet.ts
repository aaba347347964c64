import type { Exchanges } from "./drive.js";
import type { Ranks } from "./ranks.js";

/** What a rank says before a step. */
export interface Standing {
  readonly iterations: number;
  readonly microSteps: number;
  readonly gradScale: number;
  /** Of all options' values now. */
  readonly values: number;
  readonly rows: number;
}

/** What must be the same on all ranks, in the order of what they say. */
const SAME = ["iterations", "microSteps", "gradScale"] as const;

/**
 * All ranks come together before a step: what they have in common, and each one's rows. Throws on all of them where they
 * differ, and where one has something wrong: there its own error.
 */
export function* meet(
  ranks: Ranks,
  standing: () => Standing,
): Exchanges<{ gradScale: number; rows: readonly number[] }> {
  let own: Standing | undefined;
  let wrong: unknown;
  try {
    own = standing();
  } catch (error) {
    if (ranks.size === 1) throw error;
    wrong = error;
  }
  const { iterations = NaN, microSteps = NaN, gradScale = NaN, values = NaN, rows = NaN } = own ?? {};
  const all = yield* ranks.numbers([iterations, microSteps, gradScale, values, rows, own ? 1 : 0]);
  if (own === undefined) throw wrong;
  const [first] = all;
  all.forEach(([, , , , , comes], k) => {
    if (comes === 0) throw new TypeError(`rank ${k} cannot make this step: its own error says why`);
  });
  all.forEach((each, k) => {
    for (const [place, what] of SAME.entries())
      if (!Object.is(each[place], first[place]))
        throw new RangeError(
          `${what} must be the same on all ranks: rank 0 has ${first[place]}, rank ${k} ${each[place]}`,
        );
    if (each[3] !== first[3])
      throw new RangeError(
        `the options' values must be the same on all ranks: rank ${k} has others than rank 0, by set or by a schedule`,
      );
  });
  return { gradScale, rows: all.map((each) => each[4]) };
}
