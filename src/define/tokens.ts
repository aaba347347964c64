import type { Fail, Place } from "./text.js";

export interface Token extends Place {
  readonly text: string;
  /** Whether it is the first of its line: a statement may have ended before it. */
  readonly first: boolean;
}

const SKIPPED = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y;
const TOKEN = /[\p{L}_$][\p{L}\w$]*|\.?\d(?:[eE][-+]|[\w.])*|\*\*|[<>=!]=+|&&|\|\||\+\+|--|=>|[-+*/]=|[^]/uy;

/** The tokens of a text, and an empty one at its end. */
export function tokensOf(text: string, fail: Fail): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ;) {
    const end = matched(SKIPPED, text, at);
    const first = text.slice(at, end).includes("\n") || at === 0;
    if (text.startsWith("/*", end)) fail({ at: end, end: end + 2 }, "a comment is never closed");
    at = matched(TOKEN, text, end);
    tokens.push({ text: text.slice(end, at), at: end, end: at, first });
    if (end === text.length) return tokens;
  }
}

/** Where a match that begins at `at` ends. */
function matched(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
