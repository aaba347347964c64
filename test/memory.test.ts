import { describe, expect, it } from "vitest";
import { Adam, sparseRows } from "../src/index.js";
import { expectBytesBelow, expectBytesPerCallBelow } from "./allocation.js";
import { catalog } from "./catalog.js";
import { expectSameMaps } from "./support.js";

const collect = (globalThis as unknown as { gc: () => void }).gc;

describe("memory", () => {
  it("holds 10,000 live optimizers of 16 parameters", () => {
    const alive = Array.from({ length: 10_000 }, (_, k) => {
      const optimizer = new Adam({ lr: 1 });
      const initial = Object.fromEntries(Array.from({ length: 16 }, (_unused, i) => [`p${i}`, k + i]));
      return { optimizer, ...optimizer.allocate(initial) };
    });
    for (const { optimizer, params, grads } of alive) {
      for (const grad of Object.values(grads)) grad[0] = 1;
      optimizer.update(params, grads);
    }
    alive.forEach(({ params }, k) => expect(params.p3[0]).toBeCloseTo(k + 3 - 1, 5));
  });

  it("holds 10,000 live optimizers of caller's arrays", () => {
    const alive = Array.from({ length: 10_000 }, () => ({
      optimizer: new Adam({ lr: 1 }),
      params: { W: new Float32Array(16) },
    }));
    for (const { optimizer, params } of alive) optimizer.update(params, { W: new Float32Array(16).fill(1) });
    for (const { params } of alive) expect(params.W[15]).toBeCloseTo(-1, 5);
  });

  it("keeps views alive without their optimizer, through 1,000 further ones and a collection", () => {
    const kept = [10, 500_000].map((length) => {
      const { params } = new Adam().allocate({ W: new Float32Array(length).fill(3) });
      return params.W;
    });
    for (let k = 0; k < 1_000; k++) {
      const { grads } = new Adam().allocate({ W: new Float32Array(k % 100 === 0 ? 400_000 : 100) });
      grads.W.fill(7);
    }
    collect();
    for (const W of kept) expect(W.every((value) => value === 3)).toBe(true);
  });

  it("gives large maps back when nobody holds them", () => {
    const before = process.memoryUsage().rss;
    for (let k = 0; k < 200; k++) {
      const { params } = new Adam().allocate({ W: new Float32Array(4_000_000) });
      params.W.fill(1);
      if (k % 10 === 0) collect();
    }
    // 200 maps of 16 MB written and 48 MB untouched would be 3.2 GB.
    expect(process.memoryUsage().rss - before).toBeLessThan(1.5e9);
  });

  it.each(["wasm", "js"] as const)("refuses a map over the limit before it takes anything (%s)", (backend) => {
    const optimizer = new Adam({ backend });
    // 3 × 400 MB that are never written take no memory of their own; with gradients and state they need 4.8 GB.
    const initial = { a: new Float32Array(1e8), b: new Float32Array(1e8), c: new Float32Array(1e8) };
    expect(() => optimizer.allocate(initial)).toThrow(
      /^the map needs 4800\d{6} bytes with its state, one map can have 4294901760$/,
    );
    expect(optimizer.state).toEqual({ m: {}, v: {} });
    optimizer.update({ x: 1 }, { x: 1 });
    expect(optimizer.iterations).toBe(1);
  });
});

describe.each(catalog)("$name", (row) => {
  // A second phase's scalars are an object for each of five parameters, 75 to 405 bytes.
  const carried = 16 * (row.boxes ?? 0) + (row.sums ? 2100 : 0);

  it.each(["wasm", "js"] as const)("allocates nothing per update of an allocated map (%s)", (backend) => {
    const optimizer = row.create({ backend });
    const tensors = Array.from({ length: 5 }, (_, k) => [`W${k}`, new Float32Array(20).fill(1)] as const);
    const { params, grads } = optimizer.allocate(Object.fromEntries(tensors));
    for (const grad of Object.values(grads)) grad.fill(0.01);
    expectBytesBelow(1 + carried, optimizer, params, grads);
  });

  it.each(["wasm", "js"] as const)(
    "allocates nothing per update of the caller's typed arrays, as long as they stay the same (%s)",
    (backend) => {
      const make = (value: number) =>
        Object.fromEntries(Array.from({ length: 5 }, (_, k) => [`W${k}`, new Float32Array(20).fill(value)] as const));
      expectBytesBelow(1 + carried, row.create({ backend }), make(1), make(0.01));
    },
  );

  it.each(["wasm", "js"] as const)(
    "allocates nothing per update of number[], as long as they stay the same (%s)",
    (backend) => {
      const make = (value: number) =>
        Object.fromEntries(
          Array.from({ length: 5 }, (_, k) => [`W${k}`, Array.from({ length: 20 }, () => value)] as const),
        );
      expectBytesBelow(1 + carried, row.create({ backend }), make(1.5), make(0.01));
    },
  );

  it.each(["wasm", "js"] as const)("allocates per update of plain numbers no more than V8's boxes (%s)", (backend) => {
    // Of 16 bytes for a number that is read or written by a name: the parameter's twice, the gradient's once.
    const boxes = 2 * 3 * 16;
    expectBytesBelow(boxes + 1 + carried, row.create({ backend }), { x: 1.5, y: 2.5 }, { x: 0.01, y: 0.02 });
  });

  it.each(["wasm", "js"] as const)("allocates nothing per update of two models in turn (%s)", (backend) => {
    const optimizer = row.create({ backend });
    const make = (name: string, value: number) => ({
      [`${name}W`]: new Float32Array(20).fill(value),
      [`${name}b`]: [value],
    });
    const [a, b] = ["a", "b"].map((name) => ({ params: make(name, 1.5), grads: make(name, 0.01) }));
    const update = (): void => {
      optimizer.update(a.params, a.grads);
      optimizer.update(b.params, b.grads);
    };
    // Two calls, of two spans each.
    expectBytesPerCallBelow(1 + 4 * carried, update);
  });

  // Rules with sums refuse them.
  it.each(row.sums === undefined ? (["wasm", "js"] as const) : [])(
    "allocates nothing per update where a gradient is of the same sparse rows (%s)",
    (backend) => {
      const params = { E: new Float32Array(400), b: new Float32Array(4) };
      const grads = { E: sparseRows([7, 2, 7], new Float32Array(30).fill(0.01)), b: new Float32Array(4).fill(0.01) };
      expectBytesBelow(1 + carried, row.create({ backend }), params, grads);
    },
  );

  it("reaches arrays longer than its tiles through them", () => {
    const length = 30_011;
    const values = Float32Array.from({ length }, (_, i) => Math.fround((i % 97) / 97));
    const optimizer = row.create();
    const { params, grads } = optimizer.allocate({ a: values, b: values.slice(5), c: values.slice(0, 1) });
    const callers = { a: values.slice(), b: values.slice(5), c: values.slice(0, 1) };
    const twin = row.create();
    for (let step = 0; step < 3; step++) {
      for (const grad of Object.values(grads)) grad.forEach((_, i) => (grad[i] = ((i * 31 + step) % 13) - 6));
      optimizer.update(params, grads);
      twin.update(callers, grads);
    }
    expectSameMaps(callers, { ...params }, "caller's arrays");
  });
});
