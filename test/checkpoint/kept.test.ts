import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { SGD } from "../../src/index.js";

describe("load", () => {
  it("leaves what it is told to keep, of the base and of groups", () => {
    const create = (lr: number, own: number, weightDecay: number) =>
      new SGD({ lr, weightDecay, groups: [{ match: /own/, lr: own }] });
    const optimizer = create(4, 8, 0.25);
    load(optimizer, save(create(1, 2, 0.5)), { keep: ["lr"] });
    const params = { own: 16, rest: 16 };
    optimizer.update(params, { own: 1, rest: 1 });
    expect(params).toEqual({ own: 16 - 8 * (1 + 8), rest: 16 - 4 * (1 + 8) });
  });

  it.each([
    [{ nonFinite: "throw" }, { nonFinite: "skip" }],
    [{ clipValue: 0.5 }, { clipValue: 0.25 }],
    [{ clipNorm: 0.5 }, { clipNorm: 0.25 }],
    [{ clipNorm: 0.5 }, {}],
  ] as const)("takes a file's limits for those of an earlier file: %o, then %o", (first, second) => {
    const optimizer = new SGD();
    load(optimizer, save(new SGD(first)));
    expect(save(optimizer)).toEqual(save(new SGD(first)));
    load(optimizer, save(new SGD(second)));
    expect(save(optimizer)).toEqual(save(new SGD(second)));
  });

  it("leaves numbers and lists as they are where a schedule refuses the file's state", () => {
    const schedule = (refuses: boolean) => ({
      at: () => 1,
      state: () => ({ calls: 1 }),
      restore: () => {
        if (refuses) throw new RangeError("not mine");
      },
    });
    const from = new SGD({ lr: schedule(false) });
    const there = { a: [5], x: 6 };
    from.update(there, { a: [1], x: 1 });
    const params = { a: [1], x: 2 };
    const file = save(from, there);
    expect(() => load(new SGD({ lr: schedule(true) }), file, { params })).toThrow(new RangeError("not mine"));
    expect(params).toEqual({ a: [1], x: 2 });
  });
});
