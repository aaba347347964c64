import { readFileSync } from "node:fs";
import { AdaGrad, Adam, Momentum, Nesterov, RMSProp, SGD } from "../../src/index.js";

export type Numbers = Record<string, number[]>;
export type Match = string[] | { regexp: string; flags?: string } | { endsWith: string };
type Value = number | string | boolean | { schedule: number[] };
export type Options = Record<string, Value | ({ match: Match } & Record<string, unknown>)[]>;
export type Rows = { rows: number[]; values: number[] };
export interface Kept {
  readonly params: Numbers;
  readonly iterations: number;
  readonly state?: Record<string, Numbers>;
  readonly ema?: Numbers;
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
  /** Names that one call leaves out. */
  readonly without?: Record<string, string[]>;
  /** The factor that the gradients were multiplied by, and the one that `update` is told. */
  readonly times?: number;
  readonly gradScale?: number;
  /** After each call; null where the call made no step. */
  readonly gradNorm?: (number | null)[];
  /** The largest absolute value of each element after any call, in one digit. */
  readonly largest: Omit<Kept, "iterations">;
  readonly after: Record<string, Kept>;
}

export const classes = { SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam };

export const { cases, problems, single } = JSON.parse(
  readFileSync(new URL("../fixtures/training.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
  problems: Record<Case["problem"], { params: Numbers; grads: Record<string, number[] | Rows>[] }>;
  single: string[];
};
