import { describe, expect, it } from "vitest";
import { casesOf, deviation, play } from "./fixtures.js";
import { rows } from "./rows.js";

/**
 * float32 1e-4: products of matrices are summed in another order there, and an iteration of Newton–Schulz makes of a small
 * singular value up to 3.4 times as much, in five of them 480 times.
 */
const MOST = { f32: 1e-4, f64: 1e-10 };

describe.each(rows)("$name", (row) => {
  it.each(casesOf(row.name).map((each) => ({ each, title: `${each.source}, ${each.element}` })))(
    "arrives with its state where $title arrives in 60 steps",
    ({ each }) => {
      const found = play(row.create, each, row.settle?.(each));
      expect(deviation(each, found, row.apart), JSON.stringify(each.options)).toBeLessThan(MOST[each.element]);
    },
  );
});
