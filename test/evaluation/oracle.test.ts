import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ScheduleFreeAdamW, ScheduleFreeSGD, type Optimizer } from "../../src/index.js";
import { numbers } from "../support.js";

const CLASSES = { ScheduleFreeSGD, ScheduleFreeAdamW };
/** As Python writes what JSON has no number for. */
const NON_FINITE: Record<string, number> = { inf: Infinity, "-inf": -Infinity, nan: NaN };

type Numbers = Record<string, number[]>;
interface Case {
  readonly name: keyof typeof CLASSES;
  readonly options: Record<string, number>;
  readonly element: "f32" | "f64";
  readonly evaluations: Record<string, Numbers>;
  readonly params: Numbers;
  readonly state: Record<string, Numbers>;
}

const { cases } = read<{ cases: Case[] }>("evaluations");
const problem = read<{ params: Numbers; grads: Numbers[] }>("problem");

describe("evaluations and what comes after are those of schedule_free", () => {
  it.each(cases)("$name $element $options", ({ name, options, element, evaluations, params: end, state }) => {
    const Type = element === "f32" ? Float32Array : Float64Array;
    const typed = (map: Numbers) =>
      Object.fromEntries(Object.entries(map).map(([key, values]) => [key, Type.from(values)]));
    const optimizer = new CLASSES[name](options);
    const params = typed(problem.params);
    const seen = problem.grads.map((grads, k) => {
      optimizer.update(params, typed(grads));
      if (!(k + 1 in evaluations)) return {};
      optimizer.eval(params);
      const evaluated = numbers(params);
      optimizer.train(params);
      return evaluated;
    });
    // Their way back from an evaluation rounds once more.
    for (const [step, expected] of Object.entries(evaluations)) expectNear(seen[Number(step) - 1], expected, element);
    expectNear(numbers(params), end, element);
    for (const slot of Object.keys(state))
      expectNear(numbers((optimizer as Optimizer).state[slot]), state[slot], element);
  });
});

function expectNear(actual: Numbers, expected: Numbers, element: "f32" | "f64"): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [key, values] of Object.entries(expected))
    values.forEach((value, i) => {
      if (Object.is(actual[key][i], value)) return;
      const largest = Math.max(1, Math.abs(value), Math.abs(problem.params[key][i]));
      expect(Math.abs(actual[key][i] - value), `${key}[${i}]`).toBeLessThanOrEqual(
        32 * (element === "f32" ? 2 ** -23 : 2 ** -52) * largest,
      );
    });
}

function read<Content>(name: string): Content {
  const text = readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8");
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" ? (NON_FINITE[value] ?? value) : value,
  ) as Content;
}
