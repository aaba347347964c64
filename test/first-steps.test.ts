import { describe, expect, it } from "vitest";
import { AdaBelief, AdaGrad, Adan, AdEMAMix, ADOPT, Lion, Yogi } from "../src/index.js";

/** Where first steps differ from later ones. */
describe.each(["wasm", "js"] as const)("on %s", (backend) => {
  it("ADOPT's first step sets v alone, whatever the gradient and the decay; the decay begins with the second", () => {
    for (const clip of [true, false]) {
      const optimizer = new ADOPT({ backend, clip, weightDecay: 0.5, lr: 0.5, beta1: 0 });
      const params = { W: Float32Array.of(1, -2, 3) };
      optimizer.update(params, { W: [1e38, -2, 0] });
      expect([...params.W, ...optimizer.state.m.W, ...optimizer.state.v.W]).toEqual([
        1,
        -2,
        3,
        0,
        0,
        0,
        Infinity,
        4,
        0,
      ]);
      optimizer.update(params, { W: [1, 0, 0] });
      expect([...params.W]).toEqual([0.75, -1.5, 2.25]);
    }
  });

  it("ADOPT clips to the fourth root of the steps before", () => {
    const optimizer = new ADOPT({ backend, lr: 1, beta1: 0, beta2: 0 });
    const params = { x: 0 };
    const at = [1, 100, 1e4, 1e6].map((x) => (optimizer.update(params, { x }), params.x));
    expect(at).toEqual([0, -1, -1 - 2 ** 0.25, -1 - 2 ** 0.25 - Math.sqrt(Math.sqrt(3))]);
  });

  it("Adan's first difference is 0, and reset begins anew", () => {
    const optimizer = new Adan({ backend, lr: 1, beta1: 0.5, beta2: 0.5, beta3: 0.5, eps: 0 });
    const params = { x: 0 };
    for (let run = 0; run < 2; run++) {
      optimizer.update(params, { x: 4 });
      const { m, v, n, previous } = optimizer.state;
      expect([m.x, v.x, n.x, previous.x].map(([value]) => value)).toEqual([2, 0, 8, 4]);
      optimizer.update(params, { x: 8 });
      expect([m.x, v.x, n.x, previous.x].map(([value]) => value)).toEqual([5, 2, 54, 8]);
      optimizer.reset();
    }
  });

  it("Yogi begins at initialAccumulator, a group's own", () => {
    const groups = [{ match: ["b"], initialAccumulator: 0.5 }];
    const optimizer = new Yogi({ backend, beta1: 0, initialAccumulator: 0.25, groups });
    const params = { a: 0, b: 0 };
    optimizer.update(params, { a: 0, b: 0 });
    expect([optimizer.state.v.a[0], optimizer.state.v.b[0]]).toEqual([0.25, 0.5]);
  });

  it("AdaBelief keeps epsRoot in v", () => {
    const optimizer = new AdaBelief({ backend, beta2: 0.5, epsRoot: 1 });
    const params = { x: 0 };
    const at = [0, 0, 0].map((x) => (optimizer.update(params, { x }), optimizer.state.v.x[0]));
    expect(at).toEqual([1, 1.5, 1.75]);
  });

  it("AdEMAMix's warm-ups end at alpha and beta3, to the bit", () => {
    const options = { backend, beta2: 0, eps: 0, beta1: 0.5, beta3: 0.75, alpha: 2 } as const;
    const slow = (steps: number, warm: object) => {
      const optimizer = new AdEMAMix({ ...options, ...warm });
      const params = { x: 0 };
      for (let t = 1; t < steps; t++) optimizer.update(params, { x: 0 });
      optimizer.update(params, { x: 1 });
      return [optimizer.state.m2.x[0], params.x];
    };
    expect(slow(3, { alphaWarmup: 3, beta3Warmup: 3 })).toEqual(slow(3, {}));
    // Of β1 = ½ and β3 = ¾ half-lives are 1 and ln ½ / ln ¾; half-way between them β = ½ to the power of 1 / their mean.
    const [m2] = slow(2, { beta3Warmup: 4 });
    expect(m2).toBeCloseTo(1 - 0.5 ** (2 / (1 + Math.log(0.5) / Math.log(0.75))), 15);
  });
});

it("Lion's cautiousDecay decays what its step moves towards 0, or not at all, and nothing that it moves away", () => {
  for (const backend of ["wasm", "js"] as const) {
    const optimizer = new Lion({ backend, lr: 0.5, weightDecay: 0.5, cautiousDecay: true });
    const params = { W: Float32Array.of(4, 4, 4, -4, -4, -4) };
    optimizer.update(params, { W: [1, -1, 0, 1, -1, 0] });
    expect([...params.W]).toEqual([2.5, 4.5, 3, -4.5, -2.5, -3]);
  }
});

it("after a reset the state of each parameter begins where it begins, before a step is made", () => {
  for (const backend of ["wasm", "js"] as const) {
    const optimizer = new AdaGrad({ initialAccumulator: 0.25, backend });
    const { params, grads } = optimizer.allocate({ a: [1, 2, 3], b: [4] });
    optimizer.update(params, grads);
    optimizer.reset();
    expect(optimizer.state.h).toEqual({ a: new Float64Array(3).fill(0.25), b: new Float64Array(1).fill(0.25) });
  }
});
