/** A rule's body as it was read. Places are positions in its text. */

export interface Place {
  readonly at: number;
  readonly end: number;
}

export type Sign = "+" | "-" | "*" | "/" | "<" | ">";

/** The words of `assembly/lanes.ts` that make a value of others, with how many they take. */
export const WORDS = { sqrt: 1, abs: 1, sign: 1, min: 2, max: 2, select: 3 } as const;

export type Operation = Sign | keyof typeof WORDS | "negate";

export interface Name extends Place {
  readonly kind: "name";
  readonly name: string;
}

/** `zero`, or `all(…)`. */
export interface Constant extends Place {
  readonly kind: "constant";
  readonly value: number;
}

export interface Operated extends Place {
  readonly kind: "operation";
  readonly of: Operation;
  readonly args: readonly Expression[];
}

export type Expression = Name | Constant | Operated;

/** A declaration or an assignment; `m += x` is the assignment of m + x. */
export interface Statement extends Place {
  readonly declares?: "const" | "let" | undefined;
  readonly to: Name;
  readonly value: Expression;
}

/** A place of the text, or a name that is given and stands nowhere in it. */
export type Spot = Place | { readonly name: string; readonly at?: undefined };

/** Throws, saying what is wrong at a place of the text, which stands for % in what it says, or with a name given. */
export type Fail = (spot: Spot, what: string) => never;
