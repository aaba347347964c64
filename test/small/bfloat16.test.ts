import { describe, expect, it } from "vitest";
import { AdamW, Lion, Momentum } from "../../src/index.js";
import { generator } from "../support.js";
import { BACKENDS } from "./runs.js";

const view = new DataView(new ArrayBuffer(4));
const wide = (half: number): number => {
  view.setUint32(0, half * 65536);
  return view.getFloat32(0);
};
/** The upper 16 bits, once a number of element and step is added to all 32. */
const narrow = (value: number, k: number, t: number): number => {
  view.setFloat32(0, value);
  return Math.floor((view.getUint32(0) + ((k * 49_471 + t * 40_503) % 65_536)) / 65_536);
};
const f = Math.fround;

type Rule = (g: number, state: Record<string, number>, t: number) => number;

/** What is added to a parameter; each rule as its kernel orders it. */
const RULES: Record<string, Rule> = {
  AdamW(g, state, t) {
    state.m = f(f(f(0.9) * state.m) + f(f(1 - 0.9) * g));
    state.v = f(f(f(0.999) * state.v) + f(f(f(1 - 0.999) * g) * g));
    const root = Math.sqrt(1 - 0.999 ** t);
    const rate = f((-0.01 * root) / (1 - 0.9 ** t));
    return f(f(rate * state.m) / f(f(Math.sqrt(state.v)) + f(1e-8 * root)));
  },
  Lion(g, state) {
    const u = Math.sign(f(f(f(0.9) * state.m) + f(f(1 - 0.9) * g)));
    state.m = f(f(f(0.99) * state.m) + f(f(1 - 0.99) * g));
    return f(f(-0.01) * u);
  },
  Momentum(g, state) {
    return (state.v = f(f(f(0.9) * state.v) + f(f(-0.01) * g)));
  },
};
const CLASSES = { AdamW, Lion, Momentum };
const SLOTS: Record<string, string[]> = { AdamW: ["m", "v"], Lion: ["m"], Momentum: ["v"] };

describe.each(Object.keys(CLASSES) as (keyof typeof CLASSES)[])("%s in bfloat16", (title) => {
  it.each(BACKENDS)("is the rule in float32 on state of 16 bits, 60 steps long, on %s", (backend) => {
    const optimizer = new CLASSES[title]({ lr: 0.01, weightDecay: 0, stateType: "bfloat16", backend });
    const random = generator(3);
    const length = 2051;
    const W = Float32Array.from({ length }, () => random() - 0.5);
    const expected = W.slice();
    const halves = SLOTS[title].map(() => new Uint16Array(length));
    for (let t = 1; t <= 60; t++) {
      const g = Float32Array.from({ length }, () => (random() < 0.1 ? 0 : (random() - 0.5) * 10 ** (-4 * random())));
      for (let k = 0; k < length; k++) {
        const state = Object.fromEntries(SLOTS[title].map((slot, j) => [slot, wide(halves[j][k])]));
        expected[k] += RULES[title](g[k], state, t);
        SLOTS[title].forEach((slot, j) => (halves[j][k] = narrow(state[slot], k, t)));
      }
      optimizer.update({ W }, { W: g });
    }
    // The kernels' power of β differs from Math.pow in the last places, the state does not see it.
    SLOTS[title].forEach((slot, j) => expect((optimizer.state as never)[slot]).toEqual({ W: halves[j] }));
    W.forEach((value, k) => expect(Math.abs(value - expected[k])).toBeLessThan(1e-6));
  });
});

it.each(BACKENDS)(
  "the mean of squares follows gradients that have become smaller, which no nearest half would, on %s",
  (backend) => {
    const [whole, half] = (["float32", "bfloat16"] as const).map((stateType) => {
      const optimizer = new AdamW({ stateType, backend });
      const random = generator(5);
      const W = new Float32Array(512);
      for (let t = 0; t < 4000; t++) {
        const size = t < 1000 ? 1 : 0.1;
        optimizer.update({ W }, { W: W.map(() => size * (random() - 0.5)) });
      }
      return optimizer.state.v.W as ArrayLike<number>;
    });
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value) / values.length;
    const [of32, of16] = [mean(Array.from(whole)), mean(Array.from(half, wide))];
    expect(Math.abs(of16 / of32 - 1)).toBeLessThan(0.02);
    // To the nearest, 0.999 of a half is that half again: the largest means of the beginning would still stand.
    expect(of16).toBeLessThan(0.02);
  },
);

describe.each(BACKENDS)("on %s", (backend) => {
  const step = (g: number[]): ArrayLike<number> => {
    const optimizer = new Momentum({ lr: 1, stateType: "bfloat16", backend });
    optimizer.update({ W: new Float32Array(g.length) }, { W: Float32Array.from(g) });
    return optimizer.state.v.W as ArrayLike<number>;
  };

  it("what 16 bits hold is kept to the bit", () => {
    expect(Array.from(step([0, -1, 1.5, -2, -0.0078125, 3e38]), wide).slice(0, 5)).toEqual([0, 1, -1.5, 2, 0.0078125]);
  });

  it("too large a number becomes infinite, and infinity stays", () => {
    const states = Array.from(step([...Array.from({ length: 64 }, () => -3.4028234e38), -Infinity, Infinity]), wide);
    expect(states.slice(0, 64).filter((value) => value === Infinity).length).toBeGreaterThan(60);
    expect(states.slice(64)).toEqual([Infinity, -Infinity]);
  });

  it("NaN stays NaN, whatever its bits are", () => {
    const odd = new Float32Array(new Uint32Array([0x7fffffff, 0xffffffff, 0x7f800001, 0x7fc00000]).buffer);
    const optimizer = new Momentum({ lr: 1, stateType: "bfloat16", backend });
    const W = new Float32Array(4);
    for (let t = 0; t < 3; t++) optimizer.update({ W }, { W: odd });
    expect(Array.from(optimizer.state.v.W as ArrayLike<number>, wide)).toEqual([NaN, NaN, NaN, NaN]);
  });
});
