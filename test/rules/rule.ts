import { expect } from "vitest";
import { readRule, RuleError } from "../../scripts/kernels/rule.js";
import { messageOf } from "../support.js";

/** A rule x of these lines; the first stands in line 2. */
export function rule(parameters: string, ...body: string[]): string {
  return [`export function x(${parameters}): lanes {`, ...body.map((line) => `  ${line}`), "}", ""].join("\n");
}

/** What is wrong with a rule, without the class of the error. */
export function refusal(source: string): string {
  return messageOf(() => readRule("assembly/x.ts", source)).replace(/^Error: /, "");
}

/** The rule is refused, with its file, the line and the reason. */
export function expectRefused(source: string, line: number, message: string): void {
  expect(refusal(source)).toBe(`assembly/x.ts:${line}: ${message}`);
  expect(() => readRule("assembly/x.ts", source)).toThrow(RuleError);
}

export const G = "g: lanes, rate: lanes";
export const M = "g: lanes, m: lanes, rate: lanes";

export type Case = readonly [mistake: string, source: string, line: number, message: string];
