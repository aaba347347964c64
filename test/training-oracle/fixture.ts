import { readFileSync } from "node:fs";
import { AdaGrad, Adam, Momentum, Nesterov, RMSProp, SGD } from "../../src/index.js";
import type { Floats } from "../support.js";

export type Numbers = Record<string, number[]>;
export type Match = string[] | { regexp: string; flags?: string } | { endsWith: string };
type Value = number | string | boolean | { schedule: number[] };
export type Options = Record<string, Value | ({ match: Match } & Record<string, unknown>)[]>;
export type Rows = { rows: number[]; values: number[] };
/** A value for each array of parameters, state by slots, and averages. */
interface Kept<Each> {
  readonly params: Record<string, Each>;
  readonly state?: Record<string, Record<string, Each>>;
  readonly ema?: Record<string, Each>;
}
export interface Case {
  readonly title: string;
  readonly source: string;
  readonly optimizer: keyof typeof classes;
  readonly options: Options;
  /** `mixed`: float32 for the names in `single`. */
  readonly element: "f32" | "f64" | "mixed";
  readonly problem: "dense" | "sparse";
  /** The names that take part; all, if there is no list. */
  readonly names?: string[];
  /** Names that one call has no gradient of, and whether they are there with `null` for one. */
  readonly without?: Record<string, string[]>;
  readonly null?: boolean;
  /** The factor that the gradients were multiplied by, and the one that `update` is told. */
  readonly times?: number;
  readonly gradScale?: number;
  /** After each call, by a sum without rounding; null where the call made no step. */
  readonly gradNorm?: (number | null)[];
  /** The share by which PyTorch's own norms, by which it clips, are apart from those at the most. */
  readonly normApart?: number;
  /** After each call, where not every call makes a step. */
  readonly iterations?: number[];
  /** The largest absolute value of each element after any call, in one digit. */
  readonly largest: Kept<number[]>;
  /** One call after the other, as base64 of little-endian numbers: parameters after all, the rest after those in `stateAt`. */
  readonly after: Kept<string>;
}

export const classes = { SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam };

const { cases, problems, single, wide, stateAt } = JSON.parse(
  readFileSync(new URL("../fixtures/training.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
  problems: Record<Case["problem"], { params: Numbers; grads: Record<string, number[] | Rows>[] }>;
  single: string[];
  /** The lengths of arrays of which the fixture holds what repeats. */
  wide: Record<string, number>;
  stateAt: number[];
};
export { cases, problems, stateAt };

export function isSingle({ element }: Case, name: string): boolean {
  return element === "f32" || (element === "mixed" && single.includes(name));
}

/** All elements of what the fixture holds, in the type that the case has for the name. */
export function typed(oracle: Case, name: string, values: readonly number[]): Floats {
  const Type = isSingle(oracle, name) ? Float32Array : Float64Array;
  const all = new Type(wide[name] ?? values.length);
  all.set(values);
  for (let n = values.length; n < all.length; n *= 2) all.copyWithin(n, 0, n);
  return all;
}

/** What the fixture holds as base64. */
export function decoded(oracle: Case, name: string, text: string): Floats {
  const { buffer } = Uint8Array.from(Buffer.from(text, "base64"));
  return isSingle(oracle, name) ? new Float32Array(buffer) : new Float64Array(buffer);
}
