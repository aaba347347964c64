import { describe, expect, it } from "vitest";
import * as all from "../../src/index.js";
import { Adam, SGD, minimize } from "../../src/index.js";
import { describe as shown, listed } from "../../src/options/messages.js";
import { load, save } from "../../src/checkpoint/index.js";
import { forget, rename, restore, snapshot, takeRows } from "../../src/state/index.js";
import { loadStateDict } from "../../src/torch/index.js";
import { messageOf } from "../support.js";

const long = { letters: "x".repeat(3e6), escaped: "\u0000".repeat(1e5), "of three bytes": "€".repeat(1e5) };

describe.each(Object.entries(long))("no message is over 2 kB, whatever it quotes: %s", (_, text) => {
  const array = new Float64Array(3);
  const tagged = { [Symbol.toStringTag]: text } as never;
  const update = (params: object, grads: object) => () => new Adam().update(params as never, grads as never);
  const refusals: Record<string, () => unknown> = {
    "an unknown option": () => new Adam({ [text]: 1 } as never),
    "an option of update": () => new Adam().update({}, {}, { [text]: 1 } as never),
    "an option of minimize": () => minimize(() => [0, {}], {}, new SGD(), { [text]: 1 } as never),
    "an option of a schedule": () => all.constant({ [text]: 1 } as never),
    "an option of a group": () => new Adam({ groups: [{ match: /a/, [text]: 1 }] } as never),
    "a choice": () => new Adam({ nonFinite: text as never }),
    "a number": () => new Adam({ lr: text as never }),
    "a key of boundaries": () => all.piecewiseConstant({ initValue: 1, boundariesAndScales: { [text]: 1 } as never }),
    "a match": () => new Adam({ groups: [{ match: text as never }] }),
    "a symbol": () => new Adam({ lr: Symbol(text) as never }),
    "a bigint": () => new Adam({ lr: 10n ** 5_000n } as never),
    "a tag": () => new Adam(tagged),
    "a tag among values": update({ W: tagged }, { W: 1 }),
    "a name with a bad value": update({ [text]: tagged }, { W: 1 }),
    "a name with a bad element": update({ [text]: [text] }, { W: 1 }),
    "a name without a gradient": update({ [text]: [1] }, {}),
    "a name with a gradient of another length": update({ [text]: [1] }, { [text]: [1, 2] }),
    "names that overlap": update({ [`${text}a`]: array, [`${text}b`]: array }, {}),
    "a name that is read-only": update(Object.freeze({ [text]: 1 }), {}),
    "a Map of names": () => new Adam().update(new Map([[text, 1]]) as object, {}),
    "a match that finds none": () =>
      new Adam({ groups: [{ match: [text] }] }).update(
        { [`${text}a`]: 1, [`${text}b`]: 1 },
        { [`${text}a`]: 1, [`${text}b`]: 1 },
      ),
    "a RegExp that finds none": () =>
      new Adam({ groups: [{ match: RegExp(`${text.slice(0, 5_000)}a`) }] }).update({ W: 1 }, { W: 1 }),
    "a name whose gradient is not finite": () =>
      new Adam({ nonFinite: "throw" }).update({ [text]: 1 }, { [text]: NaN }),
    "a name that gathered and is left out": () => {
      const optimizer = new Adam({ accumulate: 2 });
      optimizer.update({ [text]: 1 }, { [text]: 1 });
      optimizer.update({ W: 1 }, { W: 1 });
    },
    "a name without an average": () => new Adam({ emaDecay: 0.5 }).swapAverages({ [text]: 1 }),
    "a name that holds its average": () => {
      const optimizer = new Adam({ emaDecay: 0.5 });
      const params = { [text]: 1 };
      optimizer.update(params, { [text]: 1 });
      optimizer.swapAverages(params);
      optimizer.update(params, { [text]: 1 });
    },
    "the error that tore a step": () => {
      const W = [1, 2];
      const put = (): never => {
        throw new Error(text);
      };
      const lr = () => (Object.defineProperty(W, 1, { get: () => 1, set: put }), 1);
      new SGD({ lr }).update({ W }, { W: [1, 1] });
    },
    "what a state has not": () => forget(new Adam(), [text]),
    "a name that nothing has": () => rename(new Adam(), { [text]: "W" }),
    "a name that another has": () => {
      const optimizer = new Adam();
      optimizer.update({ W: 1, [text]: 1 }, { W: 1, [text]: 1 });
      rename(optimizer, { W: text });
    },
    "a name without rows": () => takeRows(new Adam(), text, [0], { width: 1 }),
    "a name of a snapshot": () => {
      const [one, other] = [new Adam(), new Adam()];
      one.update({ [text]: 1 }, { [text]: 1 });
      other.update({ W: 1 }, { W: 1 });
      restore(other, snapshot(one));
    },
    "a name of a file": () => {
      const [one, other] = [new Adam(), new Adam()];
      one.update({ [text]: 1 }, { [text]: 1 });
      other.update({ W: 1 }, { W: 1 });
      load(other, save(one));
    },
    "what a file is kept for": () => load(new Adam(), save(new Adam()), { keep: [text] }),
    "what a file is renamed by": () => load(new Adam(), save(new Adam()), { rename: { [text]: "W" } }),
    "a name of a state dict": () =>
      loadStateDict(new Adam(), { state: { 0: { [text]: 1 } }, param_groups: [{ params: [0], param_names: [text] }] }),
    "an option of a state dict": () =>
      loadStateDict(new Adam(), { state: {}, param_groups: [{ params: [], [text]: 1, lr: 1, betas: [0, 0], eps: 0 }] }),
    "a key of a state dict": () => loadStateDict(new Adam(), { state: { [text]: {} }, param_groups: [{ params: [] }] }),
    "a group of sparse rows": () => new SGD().update({ [text]: [1, 2, 3] }, { [text]: all.sparseRows([9], [1]) }),
    "a name of allocate": () => new Adam().allocate({ [text]: text as never }),
  };

  it.each(Object.entries(refusals))("%s", (_what, refused) => {
    const message = messageOf(() => void refused());
    expect(message).toMatch(/^(\w*Error|TornStep): /);
    expect(Buffer.byteLength(message)).toBeLessThan(2_000);
  });
});

it("lists names as far as there is room", () => {
  expect(listed(["a", "b"])).toBe("a, b");
  const names = Array.from({ length: 500 }, (_item, k) => `layers.${k}.weight`);
  expect(listed(names)).toMatch(/^layers\.0\.weight, layers\.1\.weight, .*…$/);
  expect(listed(names)).toHaveLength(501);
  expect(listed([long.letters])).toHaveLength(501);
});

it("shows short values whole", () => {
  const values = ["a", "", 1, -0, NaN, 5n, undefined, null, true, Symbol("s"), {}, [], new Map(), () => 1];
  expect(values.map(shown).join(" ")).toBe('"a" "" 1 0 NaN 5n undefined null true Symbol(s) Object Array Map Function');
});
