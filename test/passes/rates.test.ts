import { describe, expect, it } from "vitest";
import {
  AdamW,
  ADOPT,
  clipUpdateRms,
  DAdaptAdamW,
  l1,
  LAMB,
  Lion,
  Muon,
  Prodigy,
  SOAP,
  type Pass,
} from "../../src/index.js";

const shapes = { W: [2, 3] };
const start = () => ({ W: Float64Array.of(3, -2, 1.5, -0.5, 0.75, 4) });
const zeros = { W: new Float64Array(6) };
const grads = { W: Float64Array.of(1, 1, -1, -1, 0.5, -0.25) };

const decoupled: Record<string, (passes: readonly Pass[]) => Pick<AdamW, "update">> = {
  AdamW: (passes) => new AdamW({ lr: 0.1, weightDecay: 0.5, passes }),
  "AdamW, cautious": (passes) => new AdamW({ lr: 0.1, weightDecay: 0.5, cautiousDecay: true, passes }),
  "Lion, cautious": (passes) => new Lion({ lr: 0.1, weightDecay: 0.5, cautiousDecay: true, passes }),
  ADOPT: (passes) => new ADOPT({ lr: 0.1, weightDecay: 0.5, passes }),
  Muon: (passes) => new Muon({ lr: 0.1, weightDecay: 0.5, shapes, passes }),
  SOAP: (passes) => new SOAP({ lr: 0.1, weightDecay: 0.5, shapes, passes }),
  Prodigy: (passes) => new Prodigy({ d0: 0.1, weightDecay: 0.5, passes }),
  "Prodigy by its bias": (passes) => new Prodigy({ d0: 0.1, weightDecay: 0.5, useBiasCorrection: true, passes }),
  DAdaptAdamW: (passes) => new DAdaptAdamW({ d0: 0.1, weightDecay: 0.5, passes }),
};

describe.each(Object.entries(decoupled))("clipUpdateRms on %s", (_, create) => {
  it("leaves the decay as it is, where the move is 0", () => {
    const [clipped, plain] = [start(), start()];
    const [clipping, other] = [create([clipUpdateRms(1e-9)]), create([])];
    for (let t = 0; t < 3; t++) {
      clipping.update(clipped, zeros);
      other.update(plain, zeros);
    }
    expect(plain).not.toEqual(start());
    plain.W.forEach((p, i) => expect(clipped.W[i]).toBeCloseTo(p, 12));
  });
});

it.each([
  ["AdamW", new AdamW({ lr: 0.1, weightDecay: 0.5, cautiousDecay: true, passes: [clipUpdateRms(1e-12)] })],
  ["Lion", new Lion({ lr: 0.1, weightDecay: 0.5, cautiousDecay: true, passes: [clipUpdateRms(1e-12)] })],
])("clipUpdateRms has the cautious decay of %s where the move is towards 0 alone", (_, optimizer) => {
  const params = start();
  optimizer.update(params, grads);
  start().W.forEach((p, i) => expect(params.W[i]).toBeCloseTo(p * grads.W[i] >= 0 ? 0.95 * p : p, 10));
});

it("clipUpdateRms shortens the whole move of a rule whose decay is inside", () => {
  const params = start();
  new LAMB({ lr: 0.1, weightDecay: 0.5, passes: [clipUpdateRms(0.25)] }).update(params, grads);
  expect(rms(params.W.map((p, i) => p - start().W[i]))).toBeCloseTo(0.025, 12);
});

const [c1, c2] = [1 - 0.9, 1 - 0.999];
const estimating: Record<string, [number, (passes: readonly Pass[], weightDecay?: number) => Pick<AdamW, "update">]> = {
  Prodigy: [0.01, (passes, weightDecay = 0) => new Prodigy({ d0: 0.01, weightDecay, passes })],
  "Prodigy by its bias": [
    (0.01 * Math.sqrt(c2)) / c1,
    (passes, weightDecay = 0) => new Prodigy({ d0: 0.01, weightDecay, useBiasCorrection: true, passes }),
  ],
  DAdaptAdamW: [
    (0.01 * Math.sqrt(c2)) / c1,
    (passes, weightDecay = 0) => new DAdaptAdamW({ d0: 0.01, weightDecay, passes }),
  ],
};

describe.each(Object.entries(estimating))("%s", (_, [rate, create]) => {
  it("has its move clipped by its rate", () => {
    const params = start();
    create([clipUpdateRms(0.25)], 0.5).update(params, grads);
    const moves = params.W.map((p, i) => p - start().W[i] * (1 - rate * 0.5));
    expect(rms(moves)).toBeCloseTo(0.25 * rate, 12);
  });

  it("goes through l1 by its rate, as that grows", () => {
    const [shrunk, plain] = [start(), start()];
    create([l1(0.3)]).update(shrunk, grads);
    create([]).update(plain, grads);
    plain.W.forEach((p, i) => expect(shrunk.W[i]).toBeCloseTo(p - Math.sign(p) * rate * 0.3, 12));
  });
});

it("l1 goes by what Prodigy has made of d", () => {
  const optimizer = new Prodigy({ d0: 0.01, weightDecay: 0.5, passes: [l1(1e-3)] });
  const params = { W: Float64Array.of(3, -2) };
  for (let t = 0; t < 5; t++) optimizer.update(params, { W: params.W.map((p) => 2 * p) });
  // A step without the move: by 1 − r·λ, then by r·1e-3.
  const state = optimizer.state.m.W as Float64Array;
  const [before, other] = params.W;
  state.fill(0);
  optimizer.update(params, { W: [0, 0] });
  const rate = (before - params.W[0]) / (0.5 * before + 1e-3);
  expect(rate).toBeGreaterThan(0.011);
  expect(params.W[1]).toBeCloseTo((1 - 0.5 * rate) * other + 1e-3 * rate, 12);
});

it("l1 leaves alone what the first steps of SOAP and ADOPT do not move", () => {
  for (const optimizer of [new SOAP({ lr: 0.1, shapes, passes: [l1(1)] }), new ADOPT({ lr: 0.1, passes: [l1(1)] })]) {
    const params = start();
    optimizer.update(params, grads);
    expect(params).toEqual(start());
  }
});

function rms(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, each) => sum + each * each, 0) / values.length);
}
