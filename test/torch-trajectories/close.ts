import { expect } from "vitest";
import type { Case, Kept, Numbers } from "./fixture.js";

/** What errors of one element refer to; by default the largest value that it had. */
export type Scale = (call: number, slot: string | undefined, name: string, i: number) => number;

const EPSILON = { f32: 2 ** -23, f64: 2 ** -52 };
const SMALLEST = { f32: 2 ** -149, f64: 2 ** -1074 };

/** Within so many units of the last place. */
export function expectClose(oracle: Case, actual: Record<string, Kept>, ulps: number, scale = largest(oracle)): void {
  const { element, after } = oracle;
  expect(Object.keys(actual)).toEqual(Object.keys(after));
  // In PyTorch 1 − βᵗ is a difference of numbers near 1, as exact as 2⁻⁵³: in float64 it may be what differs most.
  const betas = [oracle.options.beta1, oracle.options.beta2].filter((beta) => typeof beta === "number");
  const corrected = ulps * EPSILON[element] + betas.reduce((sum, beta) => sum + EPSILON.f64 / (1 - beta), 0);
  const compare = (call: number, slot: string | undefined, got: Numbers, expected: Numbers) => {
    for (const [name, values] of Object.entries(expected)) {
      expect(got[name], `${name} after ${call}`).toHaveLength(values.length);
      const tolerance = slot === undefined ? corrected : ulps * EPSILON[element];
      values.forEach((value, i) => {
        if (Object.is(got[name][i], value)) return;
        const error = Math.abs(got[name][i] - value);
        const where = `${slot ?? "parameter"} ${name}[${i}] after ${call}: ${got[name][i]} for ${value}`;
        expect(error, where).toBeLessThanOrEqual(tolerance * scale(call, slot, name, i) + ulps * SMALLEST[element]);
      });
    }
  };
  for (const [call, expected] of Object.entries(after)) {
    const { params, state, iterations, steps } = actual[call];
    expect(iterations, `iterations after ${call}`).toBe(expected.iterations);
    for (const [name, count] of Object.entries(steps)) expect(count, `${name}'s steps`).toBe(expected.steps[name]);
    compare(Number(call), undefined, params, expected.params);
    for (const [slot, values] of Object.entries(expected.state)) compare(Number(call), slot, state[slot], values);
  }
}

function largest({ after }: Case): Scale {
  return (_, slot, name, i) =>
    Math.max(
      ...Object.values(after).map((kept) =>
        Math.abs((slot === undefined ? kept.params : kept.state[slot])?.[name]?.[i] ?? 0),
      ),
    );
}
