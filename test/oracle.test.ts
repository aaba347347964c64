import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalog, type Row } from "./catalog.js";
import { expectSameMaps, numbers, type Floats } from "./support.js";

type Numbers = Record<string, number[]>;
type Expected = Record<string, (number | null)[]>;
interface Case {
  readonly options: Record<string, number | string>;
  readonly element: "f32" | "f64";
  readonly after: Record<string, { params: Expected; state: Record<string, Expected> }>;
}

const problem = read<{ params: Numbers; grads: Numbers[] }>("problem");

describe.each(catalog)("$name", (row) => {
  const { cases } = read<{ cases: Case[] }>(row.name);

  it.each(["f32", "f64"] as const)("has a case for its defaults and for each variant, %s", (element) => {
    const own = cases.filter((each) => each.element === element).map(({ options }) => options);
    expect(own).toContainEqual({});
    for (const variant of row.variants) expect(own).toContainEqual(expect.objectContaining(variant));
    // Of numbers that are all others than the defaults.
    const others = own.filter((options) => Object.entries(row.defaults).every(([k, v]) => (options[k] ?? v) !== v));
    expect(others).not.toEqual([]);
  });

  describe.each(["wasm", "js"] as const)("%s", (backend) => {
    it.each(cases)("follows its source: $element $options", ({ options, element, after }) => {
      const run = play(row, { ...options, backend }, element);
      const rounding = roundingOf(row, element);
      const tolerance = rounding + lossOf(options);
      for (const [step, expected] of Object.entries(after)) {
        const { params, state } = run[Number(step)];
        expectClose(params, expected.params, after, ({ params: p }) => p, tolerance, NORMAL[element]);
        expect(Object.keys(state)).toEqual([...row.slots]);
        for (const slot of row.slots) {
          expectClose(state[slot], expected.state[slot], after, ({ state: s }) => s[slot], rounding, NORMAL[element]);
        }
      }
    });

    it("notices when two options change places", () => {
      const { after } = cases.find(
        ({ options, element }) => element === "f64" && Object.keys(options).length === 0,
      ) as Case;
      const last = Math.max(...Object.keys(after).map(Number));
      const { params } = play(row, { ...row.exchanged, backend }, "f64")[last];
      const check = () => expectClose(params, after[last].params, after, ({ params: p }) => p, roundingOf(row, "f64"));
      expect(check).toThrow(/^\w+\[\d+\]: expected \S+ to be less|^fixture\.\w+: element \d+ of \d+ is \S+, expected /);
    });
  });
});

/** As Python writes what JSON has no number for. */
const NON_FINITE: Record<string, number> = { inf: Infinity, "-inf": -Infinity, nan: NaN };

const EPSILON = { f32: 2 ** -23, f64: 2 ** -52 };
/** Smaller numbers are as far apart as these. */
const NORMAL = { f32: 2 ** -126, f64: 2 ** -1022 };

function roundingOf({ ulps }: Row, element: "f32" | "f64"): number {
  return (typeof ulps === "number" ? ulps : ulps[element]) * EPSILON[element];
}

/** What 1 − βᵗ may lose in both of the compared: βᵗ is rounded beside 1. */
function lossOf(options: Case["options"]): number {
  const betas = [options.beta1, options.beta2].filter((beta) => typeof beta === "number");
  return Math.max(0, ...betas.map((beta) => (beta > 0.999 ? EPSILON.f64 / (1 - beta) : 0)));
}

/** Parameters and state after every step of the problem. */
function play(row: Row, options: Record<string, number | string>, element: "f32" | "f64") {
  const Floats = element === "f32" ? Float32Array : Float64Array;
  const typed = (map: Numbers): Record<string, Floats> =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, Floats.from(value)]));
  const optimizer = row.create(options);
  const params = typed(problem.params);
  return [
    { params: numbers(params), state: {} },
    ...problem.grads.map((grads) => {
      optimizer.update(params, typed(grads));
      const state = Object.entries(optimizer.state).map(([slot, views]) => [slot, numbers(views)] as const);
      return { params: numbers(params), state: Object.fromEntries(state) as Record<string, Numbers> };
    }),
  ];
}

/** Bit for bit where no tolerance is given; else relative to the element's largest value over the run. */
function expectClose(
  actual: Numbers,
  expected: Expected,
  after: Case["after"],
  of: (kept: Case["after"][string]) => Expected,
  tolerance: number,
  normal = NORMAL.f64,
): void {
  if (tolerance === 0) return expectSameMaps(actual, expected as Numbers, "fixture");
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const name of Object.keys(expected)) {
    expect(actual[name]).toHaveLength(expected[name].length);
    expected[name].forEach((value, i) => {
      // What the library is known to have otherwise is null.
      if (value === null || Object.is(actual[name][i], value)) return;
      const sizes = Object.values(after).map((kept) => Math.abs(Number(of(kept)[name][i])));
      const scale = Math.max(normal, ...sizes.filter(Number.isFinite));
      expect(Math.abs(actual[name][i] - value), `${name}[${i}]`).toBeLessThanOrEqual(tolerance * scale);
    });
  }
  return undefined;
}

function read<Content>(name: string): Content {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" ? (NON_FINITE[value] ?? value) : value,
  ) as Content;
}
