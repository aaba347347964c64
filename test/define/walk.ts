import type { Element } from "../../src/numbers.js";
import { DECAY, GAIN, HIGH, KEEP, L2, LOW, OWN, SCALE } from "../../src/kernels/scalars.js";
import { ADDS, AVERAGES, CLIPS, DECAYS, SCALES } from "../../src/define/woven.js";
import { COUNT, type Given } from "./loops.js";

/** An expression as a tree: a name, a number, or a sign or word of others. */
export type Tree = string | number | { readonly of: string; readonly args: readonly Tree[] };

/** A rule as trees, from top to bottom. */
export interface Walked {
  /** In the order of the kernel's arguments, behind p and g. */
  readonly kept: readonly string[];
  readonly scalars: readonly string[];
  readonly statements: readonly { readonly to: string; readonly value: Tree }[];
  /** A step, or what p becomes. */
  readonly result: Tree;
  readonly moves: boolean;
}

type Values = Map<string, number | boolean>;

/** By the definitions of the words in CONTRIBUTING.md. */
const GIVES: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  negate: (a) => -a,
  sqrt: (a) => Math.sqrt(a),
  abs: (a) => Math.abs(a),
  sign: (a) => (Number.isNaN(a) || a === 0 ? 0 : Math.sign(a)),
  min: (a, b) => (b < a ? b : a),
  max: (a, b) => (b > a ? b : a),
};

/** What a rule leaves in the arrays, element by element in float64, each operation rounded to the type. */
export function walk(rule: Walked, asked: number, element: Element, { arrays, scalars }: Given): number[][] {
  const round = element === 4 ? Math.fround : (x: number) => x;
  const after = arrays.map((values) => Array.from(values));
  const names = ["p", "g", ...rule.kept];
  for (let i = 0; i < COUNT; i++) {
    const values: Values = new Map(names.map((name, k) => [name, arrays[k][i]]));
    rule.scalars.forEach((name, k) => values.set(name, scalars[OWN + k]));
    const average = arrays.length - 1;
    const p = walkElement(rule, asked, values, scalars, round);
    values.set("p", p);
    names.forEach((name, k) => (after[k][i] = values.get(name) as number));
    after[1][i] = arrays[1][i];
    if (asked & AVERAGES)
      after[average][i] = round(round(scalars[KEEP] * arrays[average][i]) + round(scalars[GAIN] * p));
  }
  return after;
}

/** What the parameter becomes; the values are changed. */
function walkElement(
  { statements, result, moves }: Walked,
  asked: number,
  values: Values,
  scalars: Given["scalars"],
  round: (x: number) => number,
): number {
  const number = (tree: Tree): number => value(tree) as number;
  const before = values.get("p") as number;
  let g = values.get("g") as number;
  if (asked & SCALES) g = round(scalars[SCALE] * g);
  if (asked & CLIPS) {
    if (g > scalars[HIGH]) g = scalars[HIGH];
    if (g < scalars[LOW]) g = scalars[LOW];
  }
  if (asked & ADDS) g = round(g + round(scalars[L2] * before));
  values.set("g", g);
  const decay = asked & DECAYS ? round(scalars[DECAY] * before) : undefined;
  if (moves && decay !== undefined) values.set("p", round(before - decay));
  for (const { to, value: of } of statements) values.set(to, value(of));
  const made = number(result);
  if (moves) return made;
  return round(before + (decay === undefined ? made : round(made - decay)));

  function value(tree: Tree): number | boolean {
    if (typeof tree === "number") return round(tree);
    if (typeof tree === "string") return values.get(tree) as number;
    const { of, args } = tree;
    if (of === "select") return value(args[0]) ? value(args[1]) : value(args[2]);
    const gives = GIVES[of](number(args[0]), args.length > 1 ? number(args[1]) : NaN);
    return typeof gives === "number" ? round(gives) : gives;
  }
}
