import { describe, expect, it } from "vitest";
import {
  Adam,
  AdamW,
  FTRL,
  lookahead,
  noise,
  Partition,
  Prodigy,
  ScheduleFreeAdamW,
  ScheduleFreeSGD,
  SGD,
} from "../../../src/index.js";
import { dropWindows } from "../../../src/distributed/nats/inner.js";
import { Rounds, type AnyOptimizer } from "../../../src/distributed/nats/index.js";
import { defineOptimizer, positive } from "../../../src/define/index.js";
import { catalog } from "../../catalog.js";
import { matrices } from "../../rows/matrices.js";
import { fresh, type Net } from "./problem.js";

const nobody = {
  request: () => Promise.reject(new Error("no")),
  subscribe: () => ({ unsubscribe() {} }),
  isClosed: () => false,
};
const make = (inner: AnyOptimizer, every = 500) =>
  new Rounds(nobody as never, inner, new SGD(), fresh(), { name: "a", every });
const rows = () => ({ W: [new Float32Array(4).fill(1), new Float32Array(4).fill(1)] });

/** The weight after some steps from 1, a result of 100, and some steps from there, all by gradients of 0. */
function afterResult(inner: AnyOptimizer): number {
  const { params, grads } = inner.allocate(rows());
  for (let step = 0; step < 5; step++) inner.update(params, grads);
  for (const row of params.W) row.fill(100);
  for (let step = 0; step < 5; step++) inner.update(params, grads);
  return params.W[0][0];
}

function refused(inner: AnyOptimizer): boolean {
  try {
    void new Rounds(nobody as never, inner, new SGD(), rows(), { name: "a" });
    return false;
  } catch (error) {
    expect(String(error)).toContain("would draw a round's result back to its own");
    return true;
  }
}

describe("an inner optimizer", () => {
  it.each([...catalog, ...matrices])("$name is refused if it leaves a round's result, and taken if it stays", (row) => {
    const stays = Math.abs(afterResult(row.create()) - 100) < 0.1;
    expect(refused(row.create())).toBe(!stays);
  });

  it.each<[string, () => SGD]>([
    ["lookahead", () => new SGD({ passes: [lookahead()] })],
    ["noise", () => new SGD({ passes: [noise({ eta: 1e-9 })] })],
  ])("with the pass %s is refused if it leaves a round's result, and taken if it stays", (_, create) => {
    const stays = Math.abs(afterResult(create()) - 100) < 0.1;
    expect(refused(create())).toBe(!stays);
  });

  const evaluated = "keeps weights beside those it trains, for eval(params), and would draw a round's result back";
  it.each<[string, () => AnyOptimizer, string]>([
    ["ScheduleFreeSGD", () => new ScheduleFreeSGD(), `inner: ScheduleFreeSGD ${evaluated}`],
    ["ScheduleFreeAdamW", () => new ScheduleFreeAdamW(), `inner: ScheduleFreeAdamW ${evaluated}`],
    ["FTRL", () => new FTRL(), "inner: FTRL makes the weights anew of its state z at each step"],
    [
      "lookahead",
      () => new Adam({ passes: [noise({ eta: 0.1 }), lookahead()] }),
      "inner: Adam keeps slow weights, of the pass lookahead, and would draw a round's result back to its own: " +
        "give Adam no lookahead, which the outer optimizer stands for",
    ],
    [
      "a part",
      () => new Partition([{ match: /^W/, optimizer: new SGD() }, { optimizer: new ScheduleFreeSGD() }]),
      `inner.parts[1]: ScheduleFreeSGD ${evaluated}`,
    ],
    [
      "a part with lookahead",
      () => new Partition([{ match: /^W/, optimizer: new SGD({ passes: [lookahead()] }) }, { optimizer: new SGD() }]),
      "inner.parts[0]: SGD keeps slow weights",
    ],
  ])("is refused by name, before anything is written: %s", (_, create, message) => {
    const inner = create();
    expect(() => make(inner)).toThrow(TypeError);
    expect(() => make(inner)).toThrow(message);
    expect(Object.values(inner.state).flatMap((views) => Object.keys(views))).toEqual([]);
  });

  it("may have averages, a distance from its beginning, and a slot that is called slow", () => {
    const Own = defineOptimizer({
      title: "Own",
      options: { lr: positive(0.1) },
      scalars: ({ lr }) => ({ rate: -lr, keep: 0.9 }),
      rule: "slow = keep * slow + g\nreturn rate * slow",
    });
    for (const inner of [new AdamW({ emaDecay: 0.9 }), new Prodigy(), new Own()]) expect(refused(inner)).toBe(false);
  });
});

describe("windows of accumulate", () => {
  it.each<[number, number]>([
    [3, 500],
    [4, 2],
  ])("of %i updates are refused for rounds of %i", (accumulate, every) => {
    const message = `SGD makes a step of each ${accumulate} updates (accumulate), so that every must be a multiple of ${accumulate}, got ${every}`;
    expect(() => make(new SGD({ accumulate }), every)).toThrow(new RangeError(`inner: ${message}`));
    const parts = [{ match: /^W/, optimizer: new SGD({ accumulate: 2 }) }, { optimizer: new SGD({ accumulate }) }];
    expect(() => make(new Partition(parts), every)).toThrow(new RangeError(`inner.parts[1]: ${message}`));
  });

  it("go into rounds of a multiple", () => {
    expect(make(new SGD({ accumulate: 4 }), 20).round).toBe(0);
  });

  it.each<[string, () => AnyOptimizer]>([
    ["an optimizer", () => new SGD({ lr: 1, accumulate: 2 })],
    [
      "a partition",
      () =>
        new Partition([
          { match: /^W/, optimizer: new SGD({ lr: 1, accumulate: 2 }) },
          { optimizer: new SGD({ lr: 1, accumulate: 2 }) },
        ]),
    ],
  ])("of %s are empty where a result is adopted amidst one", (_, create) => {
    const inner = create();
    const { params, grads } = inner.allocate<Net>(fresh());
    const update = (gradient: number) => {
      grads.W.fill(gradient);
      grads.b.fill(gradient);
      inner.update(params, grads);
    };
    update(1000);
    dropWindows(inner);
    update(1);
    expect([params.W[0], params.b[0]]).toEqual([0, 0]);
    update(3);
    expect([params.W[0], params.b[0]]).toEqual([-2, -2]);
  });
});
