import { describe, expect, it } from "vitest";
import { catalog, type Row } from "./catalog.js";
import { largestOf, play, readFixture, type Case, type Expected, type Numbers } from "./oracle.js";
import { expectSameMaps } from "./support.js";

describe.each(catalog)("$name", (row) => {
  const { cases } = readFixture(row.name);

  it.each(["f32", "f64"] as const)("has a case for its defaults and for each variant, %s", (element) => {
    const own = cases.filter((each) => each.element === element).map(({ options }) => options);
    expect(own).toContainEqual({});
    for (const variant of row.variants) expect(own).toContainEqual(expect.objectContaining(variant));
    // Of numbers that are all others than the defaults.
    const others = own.filter((options) => Object.entries(row.defaults).every(([k, v]) => (options[k] ?? v) !== v));
    expect(others).not.toEqual([]);
  });

  describe.each(["wasm", "js"] as const)("%s", (backend) => {
    it.each(cases)("follows its source: $element $options $problem", ({ options, element, problem, after }) => {
      const run = play(row, { options: { ...options, backend }, element, problem });
      const rounding = roundingOf(row, element);
      const tolerance = rounding + lossOf(options);
      for (const [step, expected] of Object.entries(after)) {
        const { params, state } = run[Number(step)];
        expectClose(params, expected.params, after, ({ params: p }) => p, tolerance, SUBNORMAL[element]);
        expect(Object.keys(state)).toEqual([...row.slots]);
        for (const slot of row.slots) {
          expectClose(
            state[slot],
            expected.state[slot],
            after,
            ({ state: s }) => s[slot],
            rounding,
            SUBNORMAL[element],
          );
        }
      }
    });

    it("notices when two options change places", () => {
      const { after, problem } = cases.find(
        ({ options, element }) => element === "f64" && Object.keys(options).length === 0,
      ) as Case;
      const last = Math.max(...Object.keys(after).map(Number));
      const { params } = play(row, { options: { ...row.exchanged, backend }, element: "f64", problem })[last];
      const check = () => expectClose(params, after[last].params, after, ({ params: p }) => p, roundingOf(row, "f64"));
      expect(check).toThrow(/^\w+\[\d+\]: expected \S+ to be less|^fixture\.\w+: element \d+ of \d+ is \S+, expected /);
    });
  });
});

const EPSILON = { f32: 2 ** -23, f64: 2 ** -52 };
/** Each of 60 steps may round a subnormal number to its neighbour. */
const SUBNORMAL = { f32: 60 * 2 ** -149, f64: 60 * 2 ** -1074 };

function roundingOf({ ulps }: Row, element: "f32" | "f64"): number {
  return (typeof ulps === "number" ? ulps : ulps[element]) * EPSILON[element];
}

/** What 1 − βᵗ may lose in both of the compared: βᵗ is rounded beside 1. */
function lossOf(options: Case["options"]): number {
  const betas = [options.beta1, options.beta2].filter((beta) => typeof beta === "number");
  return Math.max(0, ...betas.map((beta) => (beta > 0.999 ? EPSILON.f64 / (1 - beta) : 0)));
}

/** Bit for bit where no tolerance is given; else relative to the element's largest value over the run. */
function expectClose(
  actual: Numbers,
  expected: Expected,
  after: Case["after"],
  of: (kept: Case["after"][string]) => Expected,
  tolerance: number,
  least = SUBNORMAL.f64,
): void {
  if (tolerance === 0) return expectSameMaps(actual, expected as Numbers, "fixture");
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const name of Object.keys(expected)) {
    expect(actual[name]).toHaveLength(expected[name].length);
    expected[name].forEach((value, i) => {
      // What the library is known to have otherwise is null.
      if (value === null || Object.is(actual[name][i], value)) return;
      const scale = largestOf(after, of, name, i);
      expect(Math.abs(actual[name][i] - value), `${name}[${i}]`).toBeLessThanOrEqual(
        Math.max(tolerance * scale, least),
      );
    });
  }
  return undefined;
}
