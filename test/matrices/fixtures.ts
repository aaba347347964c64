import { readFileSync } from "node:fs";
import type { CommonOptions, Optimizer } from "../../src/index.js";
import type { Case } from "../oracle.js";
import { numbers } from "../support.js";

export type Numbers = Record<string, number[]>;
export type Create = (options: CommonOptions & Record<string, unknown>) => Optimizer;

interface Problem {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly params: Numbers;
  readonly grads: readonly Numbers[];
}

export const problem: Problem = read("problem");

/** What a generator wrote of one optimizer. */
export function casesOf(name: string): readonly Case[] {
  return read<{ cases: readonly Case[] }>(name).cases;
}

function read<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`../fixtures/matrices/${name}.json`, import.meta.url), "utf8")) as Content;
}

/** Parameters and state after each of the steps that a case kept. */
export function play(
  create: Create,
  { options, element, after }: Case,
  then?: (optimizer: Optimizer, step: number) => void,
) {
  const Floats = element === "f32" ? Float32Array : Float64Array;
  const names = Object.keys(after[1].params);
  const typed = (map: Numbers) => Object.fromEntries(names.map((name) => [name, Floats.from(map[name])]));
  const shapes = Object.fromEntries(Object.entries(problem.shapes).filter(([name]) => names.includes(name)));
  const optimizer = create({ ...options, shapes });
  const params = typed(problem.params);
  const found: Record<string, { params: Numbers; state: Record<string, Numbers> }> = {};
  problem.grads.forEach((grads, k) => {
    optimizer.update(params, typed(grads));
    then?.(optimizer, k + 1);
    const state = Object.entries(optimizer.state).map(([slot, views]) => [slot, numbers(views)] as const);
    if (String(k + 1) in after) found[k + 1] = { params: numbers(params), state: Object.fromEntries(state) };
  });
  return found;
}

/** The largest of the deviations. */
export function deviation(of: Case, found: ReturnType<typeof play>, signs: readonly string[] = []): number {
  return Math.max(...Object.values(deviations(of, found, signs)));
}

/**
 * The largest deviation from a case of `params` and of each slot, each array's relative to its largest number after any of
 * the steps: an element that comes out of a product of matrices is as exact as the largest it is made of.
 */
export function deviations(
  { after }: Case,
  found: ReturnType<typeof play>,
  signs: readonly string[] = [],
): Record<string, number> {
  const pick = (kept: Case["after"][string] | ReturnType<typeof play>[string]) =>
    ({ params: kept.params, ...kept.state }) as Record<string, Record<string, readonly (number | null)[]>>;
  const of = (slot: string, maps: Record<string, unknown>): number => {
    const as = (value: number | null): number => (signs.includes(slot) ? Math.abs(value as number) : (value as number));
    let worst = 0;
    for (const name of Object.keys(maps)) {
      const kept = Object.entries(after).map(
        ([step, each]) => [pick(each)[slot][name], pick(found[step])[slot][name]] as const,
      );
      const size = Math.max(...kept.flatMap(([values]) => values.map((value) => Math.abs(value as number))), 1e-300);
      for (const [expected, actual] of kept) {
        if (expected.length !== actual.length) return Infinity;
        expected.forEach((value, i) => (worst = Math.max(worst, Math.abs(as(actual[i]) - as(value)) / size || 0)));
        if (actual.some((value) => Number.isNaN(value))) return Infinity;
      }
    }
    return worst;
  };
  return Object.fromEntries(Object.entries(pick(after[1])).map(([slot, maps]) => [slot, of(slot, maps)]));
}
