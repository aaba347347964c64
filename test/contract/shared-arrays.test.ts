import { describe, expect, it } from "vitest";
import { catalog } from "../catalog.js";

describe.each(catalog)("$name takes gradients that are parameters of the same update as they were before it", (row) => {
  const make = {
    Float32Array: (n: number, from: number) => Float32Array.from({ length: n }, (_, i) => from + i / 64),
    Float64Array: (n: number, from: number) => Float64Array.from({ length: n }, (_, i) => from + i / 64),
    "number[]": (n: number, from: number) => Array.from({ length: n }, (_, i) => from + i / 64),
  };

  it.each(Object.entries(make))("%s", (_, of) => {
    for (const length of [1, 100, 5_000]) {
      for (const names of [
        ["a", "b"],
        ["b", "a"],
      ] as const) {
        const [optimizer, plain] = [row.create(), row.create()];
        const p = Object.fromEntries(names.map((name) => [name, of(length, name === "a" ? 1 : 4)]));
        const expected = Object.fromEntries(names.map((name) => [name, p[name].slice()]));
        for (let step = 0; step < 3; step++) {
          optimizer.update(p, { a: p.b, b: p.a });
          plain.update(expected, { a: expected.b.slice(), b: expected.a.slice() });
          expect(p, `${length} ${names.join()}`).toEqual(expected);
        }
        // Arrays that were others at the step before, then a parameter as its own gradient.
        for (const own of [false, true]) {
          optimizer.update(p, { a: of(length, 1), b: own ? p.b : of(length, 2) });
          plain.update(expected, { a: of(length, 1), b: own ? expected.b.slice() : of(length, 2) });
          optimizer.update(p, { a: p.b, b: p.a });
          plain.update(expected, { a: expected.b.slice(), b: expected.a.slice() });
          expect(p).toEqual(expected);
        }
      }
    }
  });

  it("views that overlap", () => {
    for (const shift of [-1, 0, 1]) {
      const memory = make.Float32Array(5_002, 1);
      const p = { a: memory.subarray(1, 5_001) };
      const expected = { a: p.a.slice() };
      const [optimizer, plain] = [row.create(), row.create()];
      for (let step = 0; step < 3; step++) {
        const grad = memory.subarray(1 + shift, 5_001 + shift);
        plain.update(expected, { a: grad.slice() });
        optimizer.update(p, { a: grad });
        expect(p).toEqual(expected);
      }
    }
  });
});
