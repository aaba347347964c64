import { expect } from "vitest";
import type { Case, Numbers } from "./fixture.js";
import type { play } from "./play.js";

/**
 * Units of the last place, of the element's largest kept value. On these problems the rules in this order of operations,
 * rounded after each, lead up to 5.9 from the fixtures in float32 and up to 5.0 in float64.
 */
const ULPS = 16;
const EPSILON = { f32: 2 ** -23, f64: 2 ** -52 };

export function compare({ calls }: Pick<ReturnType<typeof play>, "calls">, oracle: Case): void {
  const { largest } = oracle;
  for (const [call, expected] of Object.entries(oracle.after)) {
    const actual = calls[Number(call) - 1];
    expect(actual.iterations, `iterations after ${call}`).toBe(expected.iterations);
    expectClose(oracle, `params after ${call}`, actual.params, expected.params, largest.params);
    for (const [slot, values] of Object.entries(expected.state ?? {})) {
      expectClose(
        oracle,
        `${slot} after ${call}`,
        actual.state[slot],
        values,
        (largest.state as Record<string, Numbers>)[slot],
      );
    }
    if (expected.ema)
      expectClose(oracle, `ema after ${call}`, actual.ema as Numbers, expected.ema, largest.ema as Numbers);
  }
  // Unscaled gradients are the same numbers here and there, so that only a sum in float64 comes as near.
  const rounded =
    oracle.element !== "f64" &&
    (oracle.gradScale !== undefined || "accumulate" in oracle.options || oracle.problem === "sparse");
  oracle.gradNorm?.forEach((norm, call) => {
    if (norm === null) return;
    const error = Math.abs((calls[call].gradNorm as number) - norm);
    expect(error, `gradNorm after ${call + 1}`).toBeLessThanOrEqual(ULPS * EPSILON[rounded ? "f32" : "f64"] * norm);
  });
}

/** Relative to the element's largest value over the run. */
function expectClose({ element }: Case, what: string, actual: Numbers, expected: Numbers, largest: Numbers): void {
  expect(Object.keys(actual).toSorted(), what).toEqual(Object.keys(expected).toSorted());
  // Where the types are mixed, torch takes the norm of the float32 parts in float32.
  const epsilon = EPSILON[element === "f64" ? "f64" : "f32"];
  for (const [name, values] of Object.entries(expected)) {
    expect(actual[name], `${what}: ${name}`).toHaveLength(values.length);
    values.forEach((value, i) => {
      const error = Math.abs(actual[name][i] - value);
      expect(error, `${what}: ${name}[${i}]`).toBeLessThanOrEqual(ULPS * epsilon * largest[name][i]);
    });
  }
}
