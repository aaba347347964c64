import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { clipAdaptive, Partition, SGD, type Optimizer } from "../../src/index.js";
import { restore, snapshot } from "../../src/state/index.js";
import { ThreadPool } from "../../src/threads/index.js";
import { matrices } from "../rows/matrices.js";
import type { Floats } from "../support.js";
import { byRows, flat, joined, KINDS, SHAPES, stateOf, type Kind, type Options, type Rows } from "./lists.js";

const STEPS = 12;

type Create = (options?: Options) => Optimizer;

/** What is expected: of one array for each matrix, with its shape. */
function ofArrays(create: Create, kind: Kind, options: Options = {}, steps = STEPS) {
  const [optimizer, params] = [create({ ...options, shapes: SHAPES }), flat(kind, 0)];
  for (let step = 1; step <= steps; step++) optimizer.update(params, flat(kind, step));
  const values = Object.fromEntries(Object.entries(params).map(([name, array]) => [name, [...array]]));
  return { values, state: stateOf(optimizer) };
}

function walk(optimizer: Optimizer, kind: Kind, params: Record<string, Rows>, from = 1, to = STEPS): void {
  for (let step = from; step <= to; step++) optimizer.update(params, byRows(kind, flat(kind, step)));
}

function found(optimizer: Optimizer, params: Record<string, Rows>) {
  return { values: joined(params), state: stateOf(optimizer) };
}

/** Over the optimizer's own memory. */
function walkAllocated(optimizer: Optimizer, kind: Kind, from: Record<string, Rows>, to = STEPS) {
  const { params, grads } = optimizer.allocate(from) as never as Record<"params" | "grads", Record<string, Floats[]>>;
  for (let step = 1; step <= to; step++) {
    const given = byRows(kind, flat(kind, step));
    for (const [name, rows] of Object.entries(given)) rows.forEach((row, k) => grads[name][k].set(row));
    optimizer.update(params, grads);
  }
  return params;
}

describe.each(matrices)("rows of rows are matrices for $name", ({ create, variants }) => {
  describe.each(KINDS)("of $kind", (kind) => {
    it.each([{}, ...variants].map((options) => ({ options, title: JSON.stringify(options) })))(
      "with the bits of one array and its shape, on both backends: $title",
      ({ options }) => {
        const wanted = ofArrays(create, kind, options);
        for (const backend of ["wasm", "js"] as const) {
          const [optimizer, params] = [create({ ...options, backend }), byRows(kind, flat(kind, 0))];
          walk(optimizer, kind, params);
          expect(found(optimizer, params), backend).toEqual(wanted);
        }
      },
    );

    it("over the optimizer's memory, and of gradients that are the caller's in part", () => {
      const wanted = ofArrays(create, kind);
      for (const backend of ["wasm", "js"] as const) {
        const optimizer = create({ backend });
        expect(found(optimizer, walkAllocated(optimizer, kind, byRows(kind, flat(kind, 0))))).toEqual(wanted);
      }
      const optimizer = create();
      const { params, grads } = optimizer.allocate(byRows(kind, flat(kind, 0))) as never as Record<
        "params" | "grads",
        Record<string, Floats[]>
      >;
      for (let step = 1; step <= STEPS; step++) {
        const given = byRows(kind, flat(kind, step));
        for (const [name, rows] of Object.entries(given)) grads[name][0].set(rows[0]);
        const mixed = Object.entries(given).map(([name, rows]) => [name, [grads[name][0], ...rows.slice(1)]]);
        optimizer.update(params, Object.fromEntries(mixed) as never);
      }
      expect(found(optimizer, params)).toEqual(wanted);
    });

    it("with what every optimizer takes, and gradients gathered over calls", () => {
      const common: Options = { clipNorm: 3, clipValue: 1, l2: 0.1, weightDecay: 0.2, emaDecay: 0.5, accumulate: 3 };
      const wanted = ofArrays(create, kind, common);
      for (const backend of ["wasm", "js"] as const) {
        const [optimizer, params] = [create({ ...common, backend }), byRows(kind, flat(kind, 0))];
        walk(optimizer, kind, params);
        expect(found(optimizer, params), backend).toEqual(wanted);
      }
    });

    it("goes on after save and load, a snapshot, and into the optimizer's memory", () => {
      const wanted = ofArrays(create, kind);
      const [half, params] = [create(), byRows(kind, flat(kind, 0))];
      walk(half, kind, params, 1, 5);
      const [file, taken] = [save(half), snapshot(half)];
      const ways: ((next: Optimizer) => void)[] = [
        (next) => load(next, file),
        (next) => restore(next, taken),
        (next) => {
          next.allocate(params);
          load(next, file);
        },
      ];
      for (const revive of ways) {
        const next = create();
        const copies = structuredClone(params);
        revive(next);
        walk(next, kind, copies, 6);
        expect(found(next, copies)).toEqual(wanted);
      }
      const moved = half.allocate(params) as never as { params: Record<string, Rows> };
      walk(half, kind, moved.params, 6);
      expect(found(half, moved.params)).toEqual(wanted);
    });
  });

  it("on two threads", async () => {
    const [kind] = KINDS;
    const pool = await ThreadPool.start({ threads: 2 });
    try {
      const optimizer = create({ pool });
      const params = walkAllocated(optimizer, kind, byRows(kind, flat(kind, 0)));
      expect(found(optimizer, params)).toEqual(ofArrays(create, kind));
    } finally {
      pool.stop();
    }
  });

  it("as part of a Partition, whose pattern takes all rows, and after reset", () => {
    const [kind] = KINDS;
    const wanted = ofArrays(create, kind);
    const inner = create();
    const optimizer = new Partition([{ match: /\.\d+$/, optimizer: inner as never }, { optimizer: new SGD() }]);
    for (let turn = 0; turn < 2; turn++) {
      const params = { ...byRows(kind, flat(kind, 0)), bias: new Float32Array(3) };
      for (let step = 1; step <= STEPS; step++)
        optimizer.update(params, { ...byRows(kind, flat(kind, step)), bias: new Float32Array(3) } as never);
      const { bias, ...rows } = params;
      expect(bias).toEqual(new Float32Array(3));
      expect(found(inner, rows)).toEqual(wanted);
      optimizer.reset();
    }
  });
});

describe.each(["rows", "columns"] as const)("clipAdaptive by %s", (units) => {
  it.each(KINDS)("takes rows of $kind for what one array with its shape is", (kind) => {
    const passes = [clipAdaptive({ clipping: 0.05, units })];
    const create: Create = (options) => new SGD({ lr: 0.1, momentum: 0.9, passes, ...options });
    const wanted = ofArrays(create, kind);
    expect(wanted.values).not.toEqual(ofArrays((options) => create({ ...options, passes: [] }), kind).values);
    for (const backend of ["wasm", "js"] as const) {
      const [optimizer, params] = [create({ backend }), byRows(kind, flat(kind, 0))];
      walk(optimizer, kind, params);
      expect(found(optimizer, params)).toEqual(wanted);
      const own = create({ backend });
      expect(found(own, walkAllocated(own, kind, byRows(kind, flat(kind, 0))))).toEqual(wanted);
    }
  });
});
