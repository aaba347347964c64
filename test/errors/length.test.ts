import { describe, expect, it } from "vitest";
import * as all from "../../src/index.js";
import { Adam, SGD, minimize } from "../../src/index.js";
import { describe as shown, listed } from "../../src/options/messages.js";
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
    "a name of allocate": () => new Adam().allocate({ [text]: text as never }),
  };

  it.each(Object.entries(refusals))("%s", (_what, refused) => {
    const message = messageOf(() => void refused());
    expect(message).toMatch(/Error: /);
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
