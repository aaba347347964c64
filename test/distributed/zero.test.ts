import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Sharded } from "../../src/distributed/index.js";
import { local } from "../../src/distributed/local/index.js";
import { Adam, AdamW, SGD } from "../../src/index.js";
import type { Optimizer } from "../../src/optimizer.js";
import { leavesOf, onRanks } from "./model.js";

interface Fixture {
  readonly ranks: number;
  readonly steps: number;
  readonly runs: Readonly<Record<string, { readonly params: Readonly<Record<string, number[]>> }>>;
}
const fixture = JSON.parse(readFileSync(new URL("zero.json", import.meta.url), "utf8")) as Fixture;

/** With the options of the fixture's generator. */
const ours: Record<string, () => Optimizer> = {
  Adam: () => new Adam({ lr: 0.01, eps: 1e-8, epsMode: "corrected" }),
  AdamW: () => new AdamW({ lr: 0.01, weightDecay: 0.1 }),
  SGD: () => new SGD({ lr: 0.05, momentum: 0.9, nesterov: true }),
};

it.each(Object.entries(fixture.runs))(
  "PyTorch's ZeroRedundancyOptimizer of %s moves float64 parameters as Sharded does, to 1e-12",
  async (title, { params }) => {
    const model = Object.fromEntries(
      Object.entries(params).map(([name, { length }]) => [name, Float64Array.from({ length }, (_, i) => (i - 5) / 10)]),
    );
    const trainings = await onRanks(local(fixture.ranks), async (collective) => {
      const training = new Sharded(collective, ours[title](), model);
      await training.broadcast();
      for (let step = 0; step < fixture.steps; step++) {
        leavesOf(training.grads).forEach(([, grad], leaf) => {
          for (let i = 0; i < grad.length; i++)
            grad[i] = (((collective.rank * 31 + step * 17 + leaf * 7 + i * 13) % 101) - 50) / 9;
        });
        await training.step();
      }
      return training;
    });
    for (const training of trainings)
      for (const [name, values] of leavesOf(training.params))
        params[name].forEach((expected, i) =>
          expect(Math.abs(values[i] - expected), `${name}[${i}]`).toBeLessThanOrEqual(
            1e-12 * Math.max(1, Math.abs(expected)),
          ),
        );
  },
);
