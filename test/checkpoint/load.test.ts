import { describe, expect, it } from "vitest";
import { Adam, ReduceOnPlateau, SGD, type ParamMap } from "../../src/index.js";
import { load, save } from "../../src/checkpoint/index.js";
import { loadStateDict, stateDict } from "../../src/torch/index.js";
import { decodeFile as decode, encodeFile as encode } from "../../src/checkpoint/safetensors.js";
import { expectSameBits, messageOf } from "../support.js";

describe("load", () => {
  const trained = (params: ParamMap, options = {}) => {
    const optimizer = new Adam(options);
    optimizer.update(params, params as never);
    return optimizer;
  };

  it("matches by name, whatever the order", () => {
    const file = save(trained({ W: new Float32Array([1, 2]), b: [3], 7: [4], ["__proto__"]: [5] }));
    const other = trained({ b: [0], ["__proto__"]: [0], W: new Float32Array(2), 7: [0] });
    const views = other.state.m;
    load(other, file);
    const fresh = new Adam();
    load(fresh, file);
    for (const m of [views, fresh.state.m]) {
      expectSameBits(
        m.W,
        new Float32Array([1, 2]).map((g) => Math.fround(0.1) * g),
        "W",
      );
      expect([m.b[0], m[7][0], Object.entries(m).find(([name]) => name === "__proto__")?.[1][0]]).toEqual(
        [3, 4, 5].map((g) => (1 - 0.9) * g),
      );
    }
  });

  it.each([
    ["added", { W: [1], b: [2], c: [3] }, 'the file has "c", which Adam does not keep here'],
    ["missing", { W: [1] }, '"b" is missing in the file'],
    ["of another length", { W: [1, 2], b: [2] }, '"W" is 2 × float64 in the file and 1 × float64 here'],
    ["of another type", { W: new Float32Array(1), b: [2] }, '"W" is 1 × float32 in the file and 1 × float64 here'],
  ] as [string, ParamMap, string][])("refuses a file with a name %s", (_, params, message) => {
    const optimizer = trained({ W: [1], b: [2] });
    const before = save(optimizer);
    expect(() => load(optimizer, save(trained(params)))).toThrow(new RangeError(message));
    expect(save(optimizer)).toEqual(before);
  });

  it.each([
    ["of another optimizer", new SGD(), {}, 'optimizer is "SGD" in the file and "Adam" here'],
    [
      "with an average that is not kept here",
      trained({ W: [1] }, { emaDecay: 0.5 }),
      {},
      'emaDecay is 0.5 in the file and "none" here',
    ],
    [
      "without the average that is kept here",
      trained({ W: [1] }),
      { emaDecay: 0.5 },
      'emaDecay is "none" in the file and 0.5 here',
    ],
    [
      "of more calls for a step",
      trained({ W: [1] }, { accumulate: 3 }),
      { accumulate: 2 },
      "accumulate is 3 in the file and 2 here",
    ],
    [
      "with more groups",
      new Adam({ groups: [{ match: /W/ }] }),
      {},
      "options in the file must be a list of 1, one for the base and each group, got 2",
    ],
    [
      "whose group's schedule is not given",
      new Adam({ groups: [{ match: /W/, l2: () => 0.5 }] }),
      { groups: [{ match: /W/ }] },
      'groups[0].l2 was a schedule in the file and is 0 here: give the schedule again, or keep: ["l2"]',
    ],
    [
      "whose schedule is not given",
      new Adam({ beta1: () => 0.5 }),
      {},
      'beta1 was a schedule in the file and is 0.9 here: give the schedule again, or keep: ["beta1"]',
    ],
  ] as [string, SGD, object, string][])("refuses a file %s", (_, from, options, message) => {
    expect(() => load(new Adam(options), save(from))).toThrow(new RangeError(message));
  });

  it("takes back what schedules have restored where one refuses its state", () => {
    const create = () => {
      const [lr, l2] = [new ReduceOnPlateau({ initValue: 1, patience: 0 }), new ReduceOnPlateau({ initValue: 0.5 })];
      return { lr, optimizer: new SGD({ lr, l2 }) };
    };
    const { lr, optimizer } = create();
    lr.step(3);
    lr.step(3);
    const before = save(optimizer);
    const { tensors, metadata } = decode(save(create().optimizer));
    const [schedules] = JSON.parse(metadata.get("schedules") as string) as [{ lr: object; l2: object }];
    const bad = encode(tensors, {
      ...Object.fromEntries(metadata),
      schedules: JSON.stringify([{ ...schedules, l2: { ...schedules.l2, value: "0.5" } }]),
    });
    expect(() => load(optimizer, bad)).toThrow(
      new TypeError('ReduceOnPlateau.restore: value must be a finite number, got "0.5"'),
    );
    expect(save(optimizer)).toEqual(before);
    load(optimizer, save(create().optimizer));
    expect(lr.at(0)).toBe(1);
  });

  it.each(["load", "loadStateDict"])("knows nothing of updates before it: %s", (way) => {
    const create = () => new Adam({ clipNorm: 1, nonFinite: "skip" });
    const [optimizer, other] = [create(), create()];
    other.update({ W: [1] }, { W: [4] });
    for (const g of [3, NaN]) optimizer.update({ W: [1] }, { W: [g] });
    expect([optimizer.gradNorm, optimizer.skipped]).toEqual([3, 1]);
    if (way === "load") load(optimizer, save(other));
    else loadStateDict(optimizer, stateDict(other, { approximate: true }));
    expect([optimizer.gradNorm, optimizer.skipped, optimizer.iterations]).toEqual([undefined, 0, 1]);
  });

  it("a refused one leaves what the last update gave", () => {
    const optimizer = new SGD({ clipNorm: 1 });
    optimizer.update({ W: [1] }, { W: [3] });
    expect(() => load(optimizer, save(trained({ W: [1] })))).toThrow(RangeError);
    expect(optimizer.gradNorm).toBe(3);
  });

  const counted = (iterations: string, options = {}) => {
    const { tensors, metadata } = decode(save(trained({ W: [1] }, options)));
    return encode(tensors, { ...Object.fromEntries(metadata), iterations });
  };

  it("goes on from any count of steps that a number can hold", () => {
    for (const iterations of [2 ** 32 - 1, 2 ** 32, 1e15, Number.MAX_SAFE_INTEGER - 1]) {
      const optimizer = new Adam({ lr: (t) => t });
      load(optimizer, counted(String(iterations), { lr: () => 1 }));
      const params = { W: [1] };
      optimizer.update(params, { W: [1] });
      expect(optimizer.iterations).toBe(iterations + 1);
      expect(params.W[0]).toBeLessThan(-1);
      const next = new Adam({ lr: (t) => t });
      load(next, save(optimizer));
      expect(next.iterations).toBe(iterations + 1);
    }
  });

  it.each(["-1", "1.5", "01", "1e3", "", "9007199254740992", "9".repeat(400)])("refuses %j steps", (iterations) => {
    const shown = iterations.length > 99 ? `${iterations.slice(0, 99)}…` : iterations;
    expect(() => load(new Adam(), counted(iterations))).toThrow(
      new RangeError(`iterations in the file must be a whole number ≥ 0, got "${shown}"`),
    );
  });

  it("leaves a schedule that is kept at its own state, and takes the file's for another", () => {
    const [lr, l2] = [0.1, 0.2].map((initValue) => new ReduceOnPlateau({ initValue, factor: 0.5, patience: 0 }));
    const optimizer = new SGD({ lr, l2 });
    const file = save(optimizer);
    for (const schedule of [lr, l2]) for (const metric of [1, 2]) schedule.step(metric);
    load(optimizer, file, { keep: ["lr"] });
    expect([lr.at(0), l2.at(0)]).toEqual([0.05, 0.2]);
  });

  it("tells typical mistakes with their remedy", () => {
    const file = save(new SGD());
    const refused: [unknown, object, string][] = [
      [Promise.resolve(file), {}, "an iterable of them, got Promise: await it"],
      [(async function* () {})(), {}, "an iterable of them, got AsyncGenerator: loadAsync takes it"],
      [file, { W: [1] }, 'unknown option "W": load takes params, keep, rename, partial: a model goes in as { params }'],
    ];
    for (const [source, options, message] of refused) {
      const wrong = () => load(new SGD(), source as never, options);
      expect(messageOf(wrong).endsWith(message), messageOf(wrong)).toBe(true);
    }
  });

  it("keeps an accumulate of 1, given or not, the same", () => {
    const optimizer = new Adam();
    load(optimizer, save(trained({ W: [1] }, { accumulate: 1 })));
    expect(optimizer.iterations).toBe(1);
  });

  it("takes an ArrayBuffer, and nothing but bytes", () => {
    const { buffer } = save(trained({ W: [1] }));
    const optimizer = new Adam();
    load(optimizer, buffer);
    expect(optimizer.iterations).toBe(1);
    for (const bytes of [undefined, null, "", {}, new Uint16Array(8)]) {
      expect(() => load(new SGD(), bytes as never)).toThrow(
        /^a safetensors file must be a Uint8Array, an ArrayBuffer or an iterable of them, got /,
      );
    }
  });
});
