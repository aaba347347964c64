import { askedOf, boundsOf, keeps, type Contest } from "../harness/case.js";
import { short } from "../harness/text.js";

/** What of a section is below what is asked of it now, by asked.json and by its own cases: a line for each bound. */
export function fallingShort(section: string, contests: readonly Contest[]): string[] {
  const bounds = boundsOf(section);
  const lines: Record<string, string[]> = {};
  for (const contest of contests) {
    const own = contest.asked.filter(({ what, of }) => !bounds.some((bound) => bound.what === what && bound.of === of));
    for (const asked of askedOf(section, contest, own)) {
      if (keeps(asked)) continue;
      const { what, of, least, most, value } = asked;
      const bound = least === undefined ? `at most ${most}` : `at least ${least}`;
      const { optimizer, element, label } = contest;
      (lines[`${section}, ${what} (${of}), asked ${bound}`] ??= []).push(
        `${optimizer} ${element} ${label} ${short(value)}`,
      );
    }
  }
  return Object.entries(lines).map(([asked, all]) => `${asked}: ${all.join(", ")}`);
}
