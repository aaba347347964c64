import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  clipAdaptive,
  clipNormPerTensor,
  clipUpdateRms,
  l1,
  lookahead,
  noise,
  project,
  SGD,
  type BackendName,
} from "../../src/index.js";
import { snapshot } from "../../src/state/index.js";
import { generator } from "../support.js";

type Named = Record<string, number[]>;
interface Fixture {
  params: Named;
  grads: Named[];
  after: Record<"f32" | "f64", Record<string, { params: Named; slow?: Named }>>;
}
const fixture = JSON.parse(readFileSync(new URL("../fixtures/passes.json", import.meta.url), "utf8")) as Fixture;

const runs: Record<string, (backend: BackendName) => SGD> = {
  lookahead: (backend) => new SGD({ lr: 0.1, momentum: 0.9, backend, passes: [lookahead({ steps: 5, alpha: 0.5 })] }),
  clipAdaptive: (backend) =>
    new SGD({ lr: 0.1, momentum: 0.9, backend, shapes: { W: [4, 3] }, passes: [clipAdaptive({ clipping: 0.05 })] }),
  clipUpdateRms: (backend) =>
    new SGD({ lr: 0.05, momentum: 0.9, weightDecay: 0.1, backend, passes: [clipUpdateRms(2)] }),
  nonNegative: (backend) => new SGD({ lr: 0.02, backend, passes: [project("nonNegative")] }),
  clipNormPerTensor: (backend) => new SGD({ lr: 0.1, momentum: 0.9, backend, passes: [clipNormPerTensor(1)] }),
};

describe.each(Object.entries(runs))("%s follows Optax or PyTorch over 60 steps", (name, create) => {
  it.each([
    ["f32", "wasm", 2e-6],
    ["f32", "js", 2e-6],
    ["f64", "wasm", 1e-12],
    ["f64", "js", 1e-12],
  ] as const)("%s, %s", (element, backend, tolerance) => {
    const typed = (map: Named) =>
      Object.fromEntries(
        Object.entries(map).map(([key, values]) => [
          key,
          element === "f32" ? Float32Array.from(values) : Float64Array.from(values),
        ]),
      );
    const optimizer = create(backend);
    const params = typed(fixture.params);
    for (const grads of fixture.grads) optimizer.update(params, typed(grads));
    const { params: expected, slow } = fixture.after[element][name];
    expectNear(params, expected, tolerance);
    if (slow) expectNear(snapshot(optimizer).state.slow, slow, tolerance);
  });
});

describe("textbook loops", () => {
  it("l1 shrinks towards zero by the rate of the step and of the group", () => {
    const optimizer = new SGD({
      lr: (iteration) => 0.1 / (1 + iteration),
      groups: [{ match: ["b"], lr: 0.5 }],
      passes: [l1(0.3)],
    });
    const params = { a: [1, -1, 0.01, NaN], b: Float64Array.of(0.2, -0.001, 3) };
    const expected = { a: [...params.a], b: [...params.b] };
    for (let t = 0; t < 9; t++) {
      const grads = { a: [0.1, 0.2, -0.01, 1], b: [0.3, -0.4, t] };
      optimizer.update(params, grads);
      for (const name of ["a", "b"] as const) {
        const lr = name === "b" ? 0.5 : 0.1 / (1 + t);
        expected[name] = expected[name].map((p, i) => {
          const moved = p - lr * grads[name][i];
          return Math.abs(moved) <= lr * 0.3 ? 0 : moved - Math.sign(moved) * (lr * 0.3);
        });
      }
    }
    expect(params.a).toEqual(expected.a);
    expect([...params.b]).toEqual(expected.b);
  });

  it("project keeps what is within, and NaN", () => {
    const optimizer = new SGD({ lr: 1, passes: [project({ min: -1, max: 0.5 })] });
    const params = { x: 2, y: [-3, 0.25, NaN] };
    optimizer.update(params, { x: 0, y: [0, 0, 0] });
    expect(params).toEqual({ x: 0.5, y: [-1, 0.25, NaN] });
  });

  it("clipAdaptive takes rows as units where it is told so, and a function of the name", () => {
    const random = generator(5);
    const values = Array.from({ length: 12 }, () => random() - 0.5);
    const transposed = (list: readonly number[]) => list.map((_, k) => list[(k % 3) * 4 + Math.floor(k / 3)]);
    const grads = Array.from({ length: 12 }, () => 9 * random());
    const [byRows, byColumns] = [{ W: [...values] }, { W: transposed(values) }];
    const shapes = { rows: [3, 4], columns: [4, 3] } as const;
    const make = (units: "rows" | "columns") =>
      new SGD({ lr: 1, shapes: () => shapes[units], passes: [clipAdaptive({ clipping: 0.2, units })] });
    make("rows").update(byRows, { W: grads });
    make("columns").update(byColumns, { W: transposed(grads) });
    expect(byColumns.W).toEqual(transposed(byRows.W));
    expect(byRows.W).not.toEqual(values.map((p, i) => p - grads[i]));
  });
});

describe("noise", () => {
  const drawn = (count: number, options: object, steps = 1, name = "x") => {
    const optimizer = new SGD({ lr: 1, passes: [noise(options)] });
    const params = { [name]: new Float64Array(count) };
    const all: number[][] = [];
    for (let t = 0; t < steps; t++) {
      params[name].fill(0);
      optimizer.update(params, { [name]: new Float64Array(count) });
      all.push(Array.from(params[name], (value) => -value));
    }
    return all;
  };
  const moment = (values: readonly number[], k: number) => values.reduce((sum, x) => sum + x ** k, 0) / values.length;

  it("is Gaussian, with a variance that falls as is told", () => {
    const count = 40_000;
    const steps = drawn(count, { eta: 4, gamma: 0.5, seed: 3 }, 4);
    steps.forEach((values, t) => {
      const variance = 4 / (1 + t) ** 0.5;
      const unit = values.map((x) => x / Math.sqrt(variance));
      // Five standard errors of each moment.
      expect(Math.abs(moment(unit, 1))).toBeLessThan(5 / Math.sqrt(count));
      expect(Math.abs(moment(unit, 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
      expect(Math.abs(moment(unit, 3))).toBeLessThan(5 * Math.sqrt(15 / count));
      expect(Math.abs(moment(unit, 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
    });
    const pairs = steps[0].map((x, i) => (x * steps[1][i]) / 4);
    expect(Math.abs(moment(pairs, 1))).toBeLessThan(5 / Math.sqrt(count));
  });

  it("is other noise for another seed, name and step, and the same for the same", () => {
    const first = drawn(5, { seed: 1 }, 2);
    expect(drawn(5, { seed: 1 }, 2)).toEqual(first);
    for (const other of [drawn(5, { seed: 2 })[0], drawn(5, { seed: 1 }, 1, "y")[0], first[1]])
      for (const value of other) expect(first[0]).not.toContain(value);
  });
});

function expectNear(actual: Record<string, ArrayLike<number>>, expected: Named, tolerance: number): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, i) => {
      const off = Math.abs(actual[name][i] - value);
      expect(off, `${name}[${i}] is ${actual[name][i]}, expected ${value}`).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(value)),
      );
    });
}
