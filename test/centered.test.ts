import { describe, expect, it } from "vitest";
import { RMSProp } from "../src/index.js";

/** PyTorch's `RMSprop` has NaN here, and Optax's `rmsprop`: the root of what rounding took below 0, and of ∞ − ∞. */
describe.each([{}, { momentum: 0.5 }])("centered RMSProp %o", (more) => {
  it.each(["wasm", "js"] as const)("goes on where the mean square is the squared mean, %s", (backend) => {
    for (const decayRate of [0, 0.5, 0.9]) {
      const optimizer = new RMSProp({ centered: true, lr: 1e-9, decayRate, backend, ...more });
      const params = { W: new Float32Array(64), V: new Float64Array(64) };
      const constant = params.W.map((_, i) => 0.1 + i / 7);
      const below = { W: 0, V: 0 };
      for (let step = 0; step < 400; step++) {
        optimizer.update(params, { W: constant, V: Float64Array.from(constant) });
        const { h, a = {} } = optimizer.state;
        for (const name of ["W", "V"] as const)
          below[name] += h[name].filter((square, i) => round(name, a[name][i] * a[name][i]) > square).length;
      }
      if (decayRate > 0) expect(Math.min(below.W, below.V)).toBeGreaterThan(0);
      for (const values of Object.values(params)) expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it.each(["wasm", "js"] as const)("stands still where the mean square overflows, %s", (backend) => {
    const optimizer = new RMSProp({ centered: true, backend, ...more });
    const params = { W: new Float32Array([1, 2, 3, 4]) };
    optimizer.update(params, { W: [1e25, -1e25, 1e22, 1e38] });
    expect(optimizer.state.h.W).toEqual(new Float32Array(4).fill(Infinity));
    expect([...params.W]).toEqual([1, 2, 3, 4]);
    optimizer.update(params, { W: [NaN, 1, 1, 1] });
    expect([...params.W]).toEqual([NaN, 2, 3, 4]);
  });
});

function round(name: "W" | "V", value: number): number {
  return name === "W" ? Math.fround(value) : value;
}
