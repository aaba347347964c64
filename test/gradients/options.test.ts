import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, generator } from "../support.js";
import { expectSameRun, plans, special, Training } from "../training.js";
import { ARRAYS, BACKENDS } from "./ways.js";

const NEUTRAL = {
  l2: 0,
  clipNorm: Infinity,
  clipValue: Infinity,
  maximize: false,
  accumulate: 1,
  nonFinite: "propagate" as const,
};

const shared = { l2: 0, clipValue: Infinity, maximize: false };

describe.each(catalog)("$name", (row) => {
  it("has the same bits on both backends and in all arrays under options in combination", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 12 }), (plan, calls) => {
        const runs = BACKENDS.flatMap((backend) =>
          ARRAYS.map((arrays) => new Training(row, { ...plan, arrays }, { backend }).goOn(0, calls)),
        );
        for (const run of runs) {
          expectSameRun(run, runs[0], "run");
          expect(run.optimizer.gradNorm).toBe(runs[0].optimizer.gradNorm);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each(BACKENDS)("has the bits of the plain update where options change nothing (%s)", (backend) => {
    // Some classes decay by default.
    const { weightDecay = 0 } = row.defaults;
    fc.assert(
      fc.property(plans, (plan) => {
        const random = generator(plan.seed);
        const form = row.variants[plan.form];
        const [plain, neutral] = [
          row.create({ ...form, backend }),
          row.create({
            ...form,
            ...NEUTRAL,
            weightDecay,
            groups: plan.seed % 2 ? [{ match: /1/, weightDecay, ...shared }, { match: /./ }] : [],
            backend,
          }),
        ];
        const start = Object.fromEntries(
          plan.kinds.map(({ kind, length }, k) => [
            `p${k + 1}`,
            new (kind === "Float32Array" ? Float32Array : Float64Array)(length).map(() => random() - 0.5),
          ]),
        );
        const [p, q] = [copyOf(start), plan.arrays === "allocated" ? neutral.allocate(start).params : copyOf(start)];
        for (let step = 0; step < 3; step++) {
          const grads = Object.fromEntries(
            Object.entries(start).map(([name, values]) => [
              name,
              values.map(() => (random() < 0.1 ? special(random) : random() - 0.5)),
            ]),
          );
          plain.update(p, grads);
          neutral.update(q, grads, { gradScale: 1 });
        }
        expectSameMaps({ ...q }, p, "params");
        for (const slot of row.slots) expectSameMaps(neutral.state[slot], plain.state[slot], slot);
      }),
      { numRuns: 100 },
    );
  });
});
