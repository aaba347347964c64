import { expect, it } from "vitest";
import { defineOptimizer, RuleError } from "../../src/define/index.js";
import { lamb } from "./lamb.js";

const { rule, second, sums } = lamb;
const many = Object.fromEntries(Array.from({ length: 33 }, (_, k) => [`s${k}`, "g * g"]));

it.each([
  ["two statements", { sums: { ...sums, pp: "p * p\nm = g" } }, "LAMB: sums.pp must be one expression"],
  ["a list", { sums: { ...sums, pp: "p * p, q = p" } }, "LAMB: sums.pp must be one expression"],
  ["an empty text", { sums: { ...sums, pp: "" } }, "defineOptimizer: sums must be an object of texts"],
  ["a function", { sums: { ...sums, pp: () => 1 } }, "defineOptimizer: sums must be an object of texts"],
  ["a text for sums", { sums: "p * p" }, "defineOptimizer: sums must be an object of texts"],
  ["a slot's name", { sums: { ...sums, m: "m * m" } }, "LAMB: the name m is taken"],
  ["a scalar's name", { sums: { ...sums, eps: "m * m" } }, "LAMB: the name eps is taken"],
  ["a local's name", { sums: { ...sums, q: "q * q" }, rule: `${rule}\nconst q = g * g` }, "LAMB: the name q is taken"],
  ["a declaration", { sums: { ...sums, pp: "const q = p" } }, "LAMB's rule, line 5, column 18: q begins a statement"],
  ["a comparison", { sums: { ...sums, pp: "p > g" } }, "LAMB's rule, line 5, column 12: p > g is a comparison"],
  ["another sum", { sums: { ...sums, more: "uu * uu" } }, "LAMB's rule, line 7, column 14: unknown name uu"],
  ["more than there is room for", { sums: many }, "LAMB: sums has 33, there is room for 32"],
  ["no second", { second: undefined }, "defineOptimizer: second must be { scalars, rule } beside sums"],
  ["none, and a second", { sums: undefined }, "defineOptimizer: second must be { scalars, rule } beside sums"],
  [
    "a step returned",
    { rule: `${rule}\nreturn u` },
    "LAMB's rule, line 5, column 8: u is returned: with sums, the second rule alone returns a step",
  ],
  [
    "p assigned by the first",
    { rule: `${rule}\np = u` },
    "LAMB's rule, line 5, column 1: p is moved by the second rule: a rule does not assign it",
  ],
  [
    "a local of the first in the second",
    {
      rule: `${rule}\nconst q = u * u`,
      sums: { ...sums, qq: "q * q" },
      second: { ...second, rule: "return rate * q * u" },
    },
    "LAMB's second rule, line 1, column 15: unknown name q",
  ],
  [
    "a sum in the second",
    { second: { ...second, rule: "return rate * uu * u" } },
    "LAMB's second rule, line 1, column 15: unknown name uu",
  ],
  [
    "a scalar of the second's that it does not read",
    { second: { ...second, scalars: () => ({ rate: 1, other: 1 }) } },
    "LAMB: other, a scalar, is never read",
  ],
  [
    "no number for the second",
    { second: { ...second, scalars: ({ xx }: Record<string, number>) => ({ rate: xx }) } },
    "LAMB: second.scalars gives of the options' defaults rate as undefined, not as a number",
  ],
])("sums with %s are refused", (_, given, message) => {
  const define = () => defineOptimizer({ ...lamb, ...given } as never);
  expect(define).toThrow(message);
  expect(define).toThrow(message.includes("line") ? RuleError : /./);
});
