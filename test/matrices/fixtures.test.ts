import { describe, expect, it } from "vitest";
import { Muon } from "../../src/index.js";
import { casesOf, deviation, play } from "./fixtures.js";
import { matrices } from "../rows/matrices.js";

/**
 * float32 1e-4: products of matrices are summed in another order there, and an iteration of Newton–Schulz makes of a small
 * singular value up to 3.4 times as much, in five of them 480 times.
 */
const SINGLE = 1e-4;
const DOUBLE = 1e-10;

describe.each(matrices)("$name", (row) => {
  it.each(casesOf(row.name).map((each) => ({ each, title: `${each.source}, ${each.element}` })))(
    "arrives with its state where $title arrives in 60 steps",
    ({ each }) => {
      const found = play(row.create, each, row.settle?.(each));
      expect(deviation(each, found, row.signs), JSON.stringify(each.options)).toBeLessThan(
        each.element === "f64" ? DOUBLE : (row.single ?? SINGLE),
      );
    },
  );
});

describe("PyTorch's Muon, whose iteration is in bfloat16,", () => {
  it.each(casesOf("muon-bfloat16"))("is followed as closely as its 8 bits let one, $element", (each) => {
    const { bfloat16: _, ...options } = each.options;
    const found = play((given) => new Muon(given), { ...each, options });
    for (const [step, { params, state }] of Object.entries(each.after)) {
      for (const name of Object.keys(params)) {
        // In one step by 0.03 of the rate; these errors are of either sign.
        const most = 0.04 * Number(options.lr ?? 1e-3) * Math.sqrt(Number(step));
        params[name].forEach((value, i) =>
          expect(Math.abs(found[step].params[name][i] - Number(value)), `${name} ${step}`).toBeLessThan(most),
        );
        // No product of matrices is in the mean.
        const size = Math.max(...state.m[name].map((value) => Math.abs(Number(value))));
        state.m[name].forEach((value, i) =>
          expect(Math.abs(found[step].state.m[name][i] - Number(value)) / size).toBeLessThan(
            each.element === "f32" ? 1e-6 : 1e-14,
          ),
        );
      }
    }
  });
});
