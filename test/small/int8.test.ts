import { describe, expect, it } from "vitest";
import { AdamW, Lion, Momentum } from "../../src/index.js";
import { generator } from "../support.js";
import { BACKENDS } from "./runs.js";

/** As `create_dynamic_map(signed, 7, 8)` of bitsandbytes is written. */
function dynamicMap(signed: boolean): number[] {
  const data: number[] = [];
  for (let i = 0; i < 7; i++) {
    const items = (signed ? 2 ** i : 2 ** (i + 1)) + 1;
    const boundaries = Array.from({ length: items }, (_, k) => 0.1 + (0.9 * k) / (items - 1));
    const means = boundaries.slice(1).map((end, k) => (10 ** (i - 6) * (boundaries[k] + end)) / 2);
    data.push(...means, ...(signed ? means.map((mean) => -mean) : []));
  }
  return [...data, 0, 1].toSorted((a, b) => a - b);
}
const MAPS = { signed: dynamicMap(true), squares: dynamicMap(false) };

it("has 256 codes with a sign, and as many without", () => {
  expect(Object.values(MAPS).map(({ length }) => length)).toEqual([256, 256]);
});

/** The code nearest to a share of the largest, of two the lower. */
function nearest(map: readonly number[], share: number): number {
  let best = 0;
  map.forEach((value, code) => {
    if (Math.abs(value - share) < Math.abs(map[best] - share)) best = code;
  });
  return best;
}

interface Coded {
  readonly codes: Uint8Array;
  readonly scales: Float32Array;
}
const coded = (optimizer: { state: unknown }, slot: string): Coded => {
  const state = optimizer.state as Record<string, Record<string, never>>;
  return { codes: state[slot].W, scales: state[`${slot}Scale`].W };
};
const decoded = ({ codes, scales }: Coded, map: readonly number[]): number[] =>
  Array.from(codes, (code, k) => Math.fround(Math.fround(map[code]) * scales[k >> 8]));

/** Each is the nearest code to what it stands for, within rounding, and scales are the largest of their blocks. */
function expectCodesOf(
  values: ArrayLike<number>,
  { codes, scales }: Coded,
  map: readonly number[],
  keeps: boolean,
): void {
  for (let block = 0; block < scales.length; block++) {
    const own = Array.from(values).slice(256 * block, 256 * block + 256);
    const most = Math.max(...own.map(Math.abs));
    expect(Math.abs(scales[block] / most - 1)).toBeLessThan(1e-6);
    own.forEach((value, k) => {
      const share = value / most;
      const wanted = keeps && value > 0 ? Math.max(1, nearest(map, share)) : nearest(map, share);
      const found = codes[256 * block + k];
      // On the edge between two, rounding may say which.
      if (found !== wanted) {
        expect(Math.abs(found - wanted)).toBe(1);
        expect(Math.abs(Math.abs(map[found] - share) / Math.abs(map[wanted] - share) - 1)).toBeLessThan(1e-2);
      }
    });
  }
}

const length = 4500;

describe.each(BACKENDS)("codes on %s", (backend) => {
  const options = { stateType: "int8", backend } as const;

  it("are those of the ordinary rule's state, each step from what they stand for", () => {
    const optimizer = new AdamW({ lr: 0.01, weightDecay: 0, ...options });
    const random = generator(8);
    const W = new Float32Array(length);
    for (let t = 1; t <= 8; t++) {
      const g = W.map(() => (random() < 0.1 ? 0 : (random() - 0.5) * 10 ** (-4 * random())));
      const before = t > 1 && [
        decoded(coded(optimizer, "m"), MAPS.signed),
        decoded(coded(optimizer, "v"), MAPS.squares),
      ];
      const [m, v] = before || [new Float32Array(length), new Float32Array(length)];
      optimizer.update({ W }, { W: g });
      expectCodesOf(
        g.map((each, k) => 0.9 * m[k] + 0.1 * each),
        coded(optimizer, "m"),
        MAPS.signed,
        false,
      );
      expectCodesOf(
        g.map((each, k) => 0.999 * v[k] + 0.001 * each * each),
        coded(optimizer, "v"),
        MAPS.squares,
        true,
      );
    }
  });

  it("move the parameters as the state before they were made does", () => {
    const [small, whole] = [new Momentum({ lr: 1, ...options }), new Momentum({ lr: 1, backend })];
    const random = generator(2);
    const g = Float32Array.from({ length }, () => random() - 0.5);
    const [a, b] = [new Float32Array(length), new Float32Array(length)];
    small.update({ W: a }, { W: g });
    whole.update({ W: b }, { W: g });
    expect(a).toEqual(b);
  });

  it("of a block of zeros stand for zeros, as do those of one that is all subnormal", () => {
    const optimizer = new Lion(options);
    const g = new Float32Array(length);
    g.fill(1e-38, 256, 512);
    g.fill(1, 512);
    optimizer.update({ W: new Float32Array(length) }, { W: g });
    const state = coded(optimizer, "m");
    expect([...state.scales.subarray(0, 2)]).toEqual([0, 0]);
    expect(decoded(state, MAPS.signed).slice(0, 512)).toEqual(Array.from({ length: 512 }, () => 0));
  });

  it("of a block with a NaN or an infinity stand for NaN, and of no other", () => {
    const optimizer = new Momentum(options);
    const W = new Float32Array(length);
    const g = W.map((_, k) => (k === 300 ? NaN : k === 600 ? Infinity : 1));
    for (let t = 0; t < 2; t++) optimizer.update({ W }, { W: g });
    const state = decoded(coded(optimizer, "v"), MAPS.signed);
    const blocks = [0, 1, 2, 3].map((k) => state.slice(256 * k, 256 * k + 256).filter(Number.isNaN).length);
    expect(blocks).toEqual([0, 256, 256, 0]);
  });

  it("are there from 4,096 elements on", () => {
    const optimizer = new AdamW(options);
    const params = { a: new Float32Array(4095), b: new Float32Array(4096), c: new Float64Array(5000) };
    optimizer.update(params, params);
    const { m, mScale } = optimizer.state as unknown as Record<string, Record<string, Float32Array>>;
    expect(m).toEqual({ a: new Float32Array(4095), b: new Uint8Array(4096).fill(127), c: new Float64Array(5000) });
    expect(mScale).toEqual({ a: new Float32Array(), b: new Float32Array(16), c: new Float32Array() });
  });
});
