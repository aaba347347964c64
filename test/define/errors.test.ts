import { describe, expect, it } from "vitest";
import { defineOptimizer, positive, RuleError } from "../../src/define/index.js";
import { MISTAKES } from "./mistakes.js";

describe("a rule's text", () => {
  it.each(MISTAKES)("with %s is refused with its place and what was meant", (_, text, line, column, message) => {
    const caught = caughtOf({ rule: text });
    expect(caught).toBeInstanceOf(RuleError);
    const shown = `  ${text.split("\n")[line - 1]}\n  ${" ".repeat(column - 1)}^`;
    expect(caught).toMatchObject({
      message: `Mine's rule, line ${line}, column ${column}: ${message}\n${shown}`,
      line,
      column,
    });
  });

  it("has its caret under what is meant where lines begin with tabs", () => {
    expect(caughtOf({ rule: "\t\treturn rtae * g" })?.message).toMatch(/\n {2}\t\treturn rtae \* g\n {2}\t\t {7}\^$/);
  });
});

const scalars = ({ lr }: { lr: number }) => ({ rate: -lr });
const kept = "m = m + g\nreturn rate * m";

/** What does not fit the text, or is no definition at all. */
const OTHERS: readonly (readonly [what: string, given: object | undefined, message: string])[] = [
  ["nothing", undefined, "defineOptimizer: title must be a text"],
  ["no title", { title: "" }, "defineOptimizer: title must be a text"],
  ["no rule", { rule: undefined }, "defineOptimizer: rule must be a text"],
  ["no scalars", { scalars: undefined }, "defineOptimizer: scalars must be a function"],
  ["a name it does not know", { perElements: [] }, "defineOptimizer takes no perElements: did you mean perElement?"],
  ["no options", { options: undefined }, "Mine: options.lr must be a spec, as lr: positive(0.001)"],
  ["no rate", { options: {} }, "Mine: options.lr must be a spec, as lr: positive(0.001)"],
  [
    "a number for an option",
    { options: { lr: positive(1), beta: 0.9 } },
    "Mine: options.beta must be a spec, as beta: positive(0.001)",
  ],
  [
    "an option of every optimizer",
    { options: { lr: positive(1), groups: positive(1) } },
    "Mine: options.groups is every optimizer's",
  ],
  [
    "scalars that give nothing",
    { scalars() {} },
    "Mine: scalars gives no numbers: it returns an object of them, its rate at least",
  ],
  [
    "scalars that give none",
    { scalars: () => ({}) },
    "Mine: scalars gives no numbers: it returns an object of them, its rate at least",
  ],
  [
    "scalars that give a text",
    { scalars: () => ({ rate: "1" }) },
    `Mine: scalars gives of the options' defaults rate as "1", not as a number`,
  ],
  [
    "scalars of an option that is not there",
    { scalars: ({ beta }: { beta: number }) => ({ rate: beta }) },
    "Mine: scalars gives of the options' defaults rate as undefined, not as a number",
  ],
  [
    "scalars that are computed of such",
    { scalars: ({ beta }: { beta: number }) => ({ rate: -beta }) },
    "Mine: scalars gives of the options' defaults rate as NaN, not as a number",
  ],
  [
    "too many scalars",
    { scalars: () => Object.fromEntries(Array.from({ length: 17 }, (_, k) => [`c${k}`, 1])) },
    "Mine: scalars gives 17 numbers, there is room for 16",
  ],
  ["a scalar that is not read", { scalars: () => ({ rate: 1, beta: 1 }) }, "Mine: beta, a scalar, is never read"],
  [
    "a scalar that comes to nothing",
    { scalars: () => ({ rate: 1, beta: 1 }), rule: "m = m + beta\nreturn rate * g" },
    "Mine: beta is never read on the way to the step",
  ],
  ["a scalar named as the gradient", { scalars: () => ({ g: 1 }) }, "Mine: the name g is taken"],
  ["no gradient", { rule: "return rate * p" }, "Mine: g, the gradient, is never read"],
  [
    "a slot that is not kept",
    { rule: kept, slots: { M: { initial: 1 } } },
    "Mine: the rule keeps no M, of what it assigns it has m: did you mean m?",
  ],
  [
    "a slot where none is kept",
    { slots: { m: { initial: 1 } } },
    "Mine: the rule keeps no m, of what it assigns it has none",
  ],
  [
    "a slot's number bare",
    { rule: kept, slots: { m: 1 } },
    "Mine: slots.m must be { initial }, a number or a function of the options",
  ],
  ["a slot by a name of the averages", { rule: "ema = ema + g\nreturn rate * ema" }, "Mine: the name ema is taken"],
  ["one name for each element", { perElement: "mask" }, "defineOptimizer: perElement must be a list of names"],
  ["a name for each element unread", { perElement: ["mask"] }, "Mine: mask, given of each element, is never read"],
  ["a name given twice", { perElement: ["rate"] }, "Mine: the name rate is taken"],
];

it.each(OTHERS)("a definition with %s is refused", (_, given, message) => {
  const caught = given ? caughtOf(given) : caughtOf();
  expect(caught?.message).toBe(message);
  expect(caught?.constructor).toBe(message.includes("room") ? RangeError : TypeError);
});

/** What a definition with these in place of its own throws. */
function caughtOf(given?: object): Error | undefined {
  const options = { lr: positive(0.1) };
  const whole = { title: "Mine", options, scalars, rule: "return rate * g", ...given };
  try {
    defineOptimizer((given ? whole : undefined) as never);
  } catch (error) {
    return error as Error;
  }
  return undefined;
}
