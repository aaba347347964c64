import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import type { CommonOptions, Optimizer } from "../../src/index.js";
import { restore, snapshot } from "../../src/state/index.js";
import { ThreadPool } from "../../src/threads/index.js";
import { expectSameMaps, generator, messageOf, seedOf, type Floats } from "../support.js";
import { matrices, type MatrixRow } from "../rows/matrices.js";

const STEPS = 12;
const shapes = { tall: [37, 6], wide: [5, 50], square: [9, 9], other: [12, 100] };
type Map = Record<string, Floats>;
type Options = CommonOptions & Record<string, unknown>;

/** Of both types; vectors where they are taken. */
function lengthsOf({ vectors }: MatrixRow): Record<string, number> {
  const all = Object.entries(shapes).map(([name, [r, c]]) => [name, r * c]);
  return Object.fromEntries([...all, ...(vectors ? [["bias", 6] as const] : [])]);
}

function mapOf(row: MatrixRow, seed: number): Map {
  const random = generator(seedOf() + seed);
  const map = Object.entries(lengthsOf(row)).map(([name, length]) => {
    const Type = name === "other" || name === "square" ? Float64Array : Float32Array;
    return [name, new Type(length).map(() => 4 * (random() - 0.5))] as const;
  });
  return Object.fromEntries(map);
}

/** Steps `from` to `to`, with other gradients at each. */
function walk(row: MatrixRow, optimizer: Optimizer, params: Map, from = 0, to = STEPS): void {
  for (let step = from; step < to; step++) optimizer.update(params, mapOf(row, 1 + step));
}

function ended(row: MatrixRow, options: Options) {
  const [optimizer, params] = [row.create({ shapes, ...options }), mapOf(row, 0)];
  walk(row, optimizer, params);
  return { optimizer, params };
}

function expectSame(a: ReturnType<typeof ended>, b: ReturnType<typeof ended>, where: string): void {
  expectSameMaps(a.params, b.params, where);
  for (const [slot, views] of Object.entries(a.optimizer.state))
    expectSameMaps(views, b.optimizer.state[slot], `${where} ${slot}`);
}

describe.each(matrices)("$name", (row) => {
  const settings: Options[] = [{}, ...row.variants];

  it.each(settings.map((options) => ({ options, title: JSON.stringify(options) })))(
    "has the same bits on both backends, of the caller's arrays and of its own: $title",
    ({ options }) => {
      const wasm = ended(row, { ...options, backend: "wasm" });
      expect(Object.values(wasm.params).every((values) => values.every(Number.isFinite))).toBe(true);
      expectSame(wasm, ended(row, { ...options, backend: "js" }), "js");
      const optimizer = row.create({ ...options, shapes });
      const { params, grads } = optimizer.allocate(mapOf(row, 0)) as { params: Map; grads: Map };
      for (let step = 0; step < STEPS; step++) {
        for (const [name, values] of Object.entries(mapOf(row, 1 + step))) grads[name].set(values);
        optimizer.update(params, grads);
      }
      expectSame(wasm, { optimizer, params }, "allocated");
    },
  );

  it("has the same bits with what every optimizer takes, on both backends", () => {
    const common: Options = { clipNorm: 3, clipValue: 1, l2: 0.1, weightDecay: 0.2, maximize: true, emaDecay: 0.5 };
    const groups = [{ match: ["wide"], lr: 0.5, weightDecay: 0 }];
    const [wasm, js] = (["wasm", "js"] as const).map((backend) => ended(row, { ...common, groups, backend }));
    expectSame(wasm, js, "with everything");
    expectSameMaps(wasm.optimizer.ema, js.optimizer.ema, "averages");
    const plain = ended(row, {});
    for (const name of Object.keys(plain.params)) expect(wasm.params[name], name).not.toEqual(plain.params[name]);
  });

  it("takes gradients as they are scaled, clipped and decayed by hand", () => {
    const double = (map: Map): Map => Object.fromEntries(Object.entries(map).map(([k, v]) => [k, v.map((x) => 2 * x)]));
    const [a, b] = [row.create({ shapes }), row.create({ shapes })];
    const [p, q] = [mapOf(row, 0), mapOf(row, 0)];
    for (let step = 1; step < 5; step++) {
      a.update(p, mapOf(row, step), { gradScale: 2 });
      b.update(q, double(mapOf(row, step)));
    }
    expectSameMaps(p, q, "scaled");
  });

  it.each([1, 2, 3])("has the same bits on %i threads", async (threads) => {
    const pool = await ThreadPool.start({ threads });
    try {
      const optimizer = row.create({ shapes, pool });
      const { params, grads } = optimizer.allocate(mapOf(row, 0)) as { params: Map; grads: Map };
      for (let step = 0; step < STEPS; step++) {
        for (const [name, values] of Object.entries(mapOf(row, 1 + step))) grads[name].set(values);
        optimizer.update(params, grads);
      }
      expectSame({ optimizer, params }, ended(row, {}), `${threads} threads`);
    } finally {
      pool.stop();
    }
  });

  it("goes on to the same bits after save and load, and after a snapshot", () => {
    for (const options of settings) {
      const whole = ended(row, options);
      const [half, params] = [row.create({ ...options, shapes }), mapOf(row, 0)];
      walk(row, half, params, 0, 5);
      const [file, taken] = [save(half), snapshot(half)];
      for (const revive of [(next: Optimizer) => load(next, file), (next: Optimizer) => restore(next, taken)]) {
        const next = row.create({ ...options, shapes });
        const copies = Object.fromEntries(Object.entries(params).map(([name, values]) => [name, values.slice()]));
        revive(next);
        walk(row, next, copies, 5);
        expectSame(whole, { optimizer: next, params: copies }, JSON.stringify(options));
      }
    }
  });

  it("begins anew after a reset", () => {
    const optimizer = row.create({ shapes });
    walk(row, optimizer, mapOf(row, 0), 0, 3);
    optimizer.reset();
    const params = mapOf(row, 0);
    walk(row, optimizer, params);
    expectSame({ optimizer, params }, ended(row, {}), "reset");
  });

  it("takes shapes by a function, and says which is missing or wrong before it moves anything", () => {
    const optimizer = row.create({ shapes: (name) => (name === "W" ? [2, 3] : undefined) });
    const params = { W: new Float64Array([1, 2, 3, 4, 5, 6]) };
    for (let step = 0; step < 2; step++) optimizer.update(params, { W: new Float64Array([1, -1, 2, -2, 3, -3]) });
    expect(params.W).not.toEqual(new Float64Array([1, 2, 3, 4, 5, 6]));
    const other = { W: new Float64Array(6).fill(1) };
    const wrong = messageOf(() => row.create({ shapes: { W: [2, 4] } }).update(other, { W: new Float64Array(6) }));
    expect(wrong).toContain('shapes["W"] is [2, 4], 8 elements, where W has 6');
    const cubes = messageOf(() => row.create({ shapes: { W: [1, 2, 3] } }).update(other, { W: new Float64Array(6) }));
    expect(cubes).toMatch(/moves matrices: W is \[1, 2, 3\]/);
    const vector = messageOf(() => row.create().update({ W: new Float64Array(6) }, { W: new Float64Array(6) }));
    expect(vector === "").toBe(row.vectors);
    if (!row.vectors) expect(vector).toMatch(/W is a vector of 6 .* Give shapes: \{ "W": \[rows, columns\] \}/);
    expect(other.W).toEqual(new Float64Array(6).fill(1));
  });
});
