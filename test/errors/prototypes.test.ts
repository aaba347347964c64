import { describe, expect, it } from "vitest";
import { SGD, minimize } from "../../src/index.js";
import { load, save } from "../../src/checkpoint/index.js";
import { restore, snapshot, takeRows } from "../../src/state/index.js";
import { loadStateDict, stateDict } from "../../src/torch/index.js";
import { ThreadPool } from "../../src/threads/pool.js";
import { catalog } from "../catalog.js";
import { table, whole } from "../schedules/table.js";
import { COMMON } from "./intervals.js";

const WHOLE = { accumulate: 7, nonFinite: "throw", backend: "js", pool: {}, groups: [{ match: /W/, lr: 0 }] };
const strange = { ...Object.fromEntries(Object.keys(COMMON).map((name) => [name, 0.25])), maximize: true, ...WHOLE };

describe("what Object.prototype has is no option", () => {
  describe.each(catalog)("of $name", (row) => {
    const choices = Object.assign({}, ...row.variants) as object;
    const own = Object.fromEntries(Object.keys(row.defaults).map((name) => [name, 0.25]));

    it.each(Object.entries({ ...own, ...choices, ...strange }))("%s", (name, value) => {
      const plain = trained();
      expect(polluted(name, value, () => trained())).toEqual(plain);
    });

    it.each(Object.entries(own))("%s in a group, in options that are given", (name, value) => {
      const plain = trained({ lr: 0.5, groups: [{ match: /W/ }] });
      expect(polluted(name, value, () => trained({ lr: 0.5, groups: [{ match: /W/ }] }))).toEqual(plain);
    });

    it("gradScale", () => {
      const plain = trained({}, {});
      expect(polluted("gradScale", 77, () => trained({}, {}))).toEqual(plain);
      // LARS divides by the length of the gradient.
      if (row.name !== "lars") expect(trained({}, { gradScale: 77 })).not.toEqual(trained({}, {}));
    });

    it("fresh, of allocate, and what set takes", () => {
      const run = () => {
        const optimizer = row.create({ lr: 0.5 });
        const { params, grads } = optimizer.allocate({ W: [1, 2] }, {});
        grads.W.fill(1);
        optimizer.update(params, grads);
        optimizer.allocate({ W: [1, 2] }, {});
        optimizer.set({});
        return { state: optimizer.state, lr: optimizer.lr, params };
      };
      const plain = run();
      expect(polluted("fresh", true, run)).toEqual(plain);
      expect(polluted("lr", 77, run)).toEqual(plain);
    });

    function trained(options: object = {}, update?: object): unknown {
      const optimizer = row.create(options as never);
      const params = { W: new Float32Array([1, -2, 3]), b: [0.5] };
      for (let t = 0; t < 3; t++) optimizer.update(params, { W: [1, 2, -3], b: [t] }, update);
      const { state, iterations, backend, skipped, gradNorm } = optimizer;
      return { params, state, iterations, backend, skipped, gradNorm };
    }
  });

  it("that a group is optional, and a match of a group", () => {
    const update = () => new SGD({ groups: [{ match: /a/ }] }).update({ W: [1] }, { W: [1] });
    expect(polluted("optional", true, () => resultOf(update))).toMatch(
      /groups\[0\]\.match is \/a\/, which matches none/,
    );
    const message = polluted("match", /a/, () => resultOf(() => new SGD({ groups: [{ lr: 0 } as never] })));
    expect(message).toBe(
      "TypeError: groups[0].match must be a RegExp, a list of names or a function of the name, got undefined",
    );
  });

  it.each(Object.entries(whole))("of %s", (name, options) => {
    for (const [option, value] of Object.entries(options)) {
      const rest = Object.fromEntries(Object.entries(options).filter(([other]) => other !== option));
      const run = () => resultOf(() => [0, 3, 7, 20].map(table[name](rest)));
      const plain = run();
      expect(polluted(option, value, run)).toEqual(plain);
    }
  });

  it.each(Object.entries({ maxIterations: 1, tolerance: 1e9, onIteration: () => expect.fail("called") }))(
    "of minimize: %s",
    (name, value) => {
      const run = () => minimize(({ x }) => [x * x, { x: 2 * x }], { x: 1 }, new SGD({ lr: 0.1 }), {});
      const plain = run();
      expect(polluted(name, value, run)).toEqual(plain);
    },
  );

  describe("of what is loaded, restored or taken in rows:", () => {
    const trained = () => {
      const optimizer = new SGD({ lr: 0.5, momentum: 0.5, emaDecay: 0.5 });
      optimizer.update({ W: [1, 2, 3, 4] }, { W: [1, 1, 1, 1] });
      return optimizer;
    };
    const other = new SGD({ lr: 0.25, momentum: 0.5, emaDecay: 0.5 });
    other.update({ b: [1] }, { b: [1] });
    const pollution = {
      partial: true,
      keep: ["lr"],
      rename: { b: "W" },
      params: { W: [1, 2, 3, 4] },
      width: 2,
      param: [9, 9, 9, 9],
      names: ["W"],
      iterations: 7,
      decoupled: true,
      approximate: true,
      own: true,
      zeros: true,
    };
    const calls: Record<string, (optimizer: SGD) => unknown> = {
      load: (optimizer) => load(optimizer, save(other)),
      "load with options": (optimizer) => load(optimizer, save(other), {}),
      "load that fits": (optimizer) => load(optimizer, save(trained()), {}),
      restore: (optimizer) => restore(optimizer, snapshot(other)),
      "restore that fits": (optimizer) => restore(optimizer, snapshot(trained())),
      takeRows: (optimizer) => takeRows(optimizer, "W", [1, 0], {} as never),
      "takeRows of new ones": (optimizer) => takeRows(optimizer, "W", [1, -1], { width: 2 }),
      loadStateDict: (optimizer) => loadStateDict(optimizer, stateDict(other), {}),
      "loadStateDict that fits": (optimizer) => loadStateDict(optimizer, stateDict(trained()), {}),
      stateDict: () => stateDict(new SGD({ weightDecay: 0.5 }), {}),
    };
    const cases = Object.keys(pollution).flatMap((name) => Object.keys(calls).map((call) => [name, call] as const));

    it.each(cases)("%s, by %s", (name, call) => {
      const run = () => {
        const optimizer = trained();
        optimizer.lr = 0.125;
        const result = resultOf(() => calls[call](optimizer));
        return { result, shown: snapshot(optimizer) };
      };
      const plain = run();
      expect(polluted(name, pollution[name as keyof typeof pollution], run)).toEqual(plain);
    });
  });

  it("of ThreadPool.start", async () => {
    const threads = Math.min(8, globalThis.navigator?.hardwareConcurrency ?? 4);
    const starting = polluted("threads", 3.5, () => ThreadPool.start({}));
    const pool = await starting;
    pool.stop();
    expect(pool.threads).toBe(threads);
  });
});

function polluted<Result>(name: string, value: unknown, call: () => Result): Result {
  const { prototype } = Object;
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true, enumerable: true });
  try {
    return call();
  } finally {
    Reflect.deleteProperty(prototype, name);
  }
}

function resultOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return String(error);
  }
}
