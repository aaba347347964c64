export interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

export type Problem =
  | "unexpected"
  | "unknown"
  | "unclosed"
  | "call"
  | "end"
  | "deep"
  | "long"
  | "observed"
  | "noFunction"
  | "noParameters"
  | "manyParameters"
  | "unknownScalar";

/** Why a formula cannot be read, and from which character on. */
export class FormulaError extends Error {
  constructor(
    readonly problem: Problem,
    readonly at: number,
    readonly found = "",
  ) {
    super(`${problem} at ${at}: ${found}`);
  }
}

/** Characters of a formula at most. */
const LONGEST = 500;

const PATTERN = /\s+|(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([a-z]+)|([-+*/^()])/iy;
/** The same, with names such as b1 and k_m, and what is between two arguments. */
const OF_MODELS = new RegExp(
  PATTERN.source.replace("([a-z]+)", "([a-z][a-z0-9_]*)").replace("^()", "^(),"),
  PATTERN.flags,
);

/** What is written otherwise by those who have the characters for it. */
const SAME: Readonly<Record<string, string>> = {
  "−": "-",
  "·": "*",
  "×": "*",
  "÷": "/",
  π: " pi ",
  "²": "^2",
  "³": "^3",
};

/** The words of a formula, in order, the end last; of a model's names are kept whole and as they are written. */
export function tokens(text: string, ofModel = false): Token[] {
  const pattern = ofModel ? OF_MODELS : PATTERN;
  if (text.length > LONGEST) throw new FormulaError("long", LONGEST);
  const plain = text.replaceAll("**", "^").replaceAll(/[−·×÷π²³]/g, (each) => SAME[each]);
  const found: Token[] = [];
  for (let at = 0; at < plain.length;) {
    pattern.lastIndex = at;
    const match = pattern.exec(plain);
    if (match === null) throw new FormulaError("unexpected", at, plain[at]);
    const [whole, digits, name, sign] = match;
    if (digits !== undefined) found.push({ kind: "number", text: digits, at });
    else if (name !== undefined)
      found.push(...(ofModel ? [{ kind: "name", text: name, at } as const] : namesIn(name.toLowerCase(), at)));
    else if (sign !== undefined) found.push({ kind: "sign", text: sign, at });
    at += whole.length;
  }
  return [...found, { kind: "end", text: "", at: plain.length }];
}

/** `xy` is x times y. */
function namesIn(text: string, at: number): Token[] {
  if (!/^[xy]+$/.test(text)) return [{ kind: "name", text, at }];
  return Array.from(text, (each, k) => ({ kind: "name", text: each, at: at + k }));
}
