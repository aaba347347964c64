import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { decodeFile, encodeFile } from "../../src/checkpoint/safetensors.js";
import { SGD, type Optimizer } from "../../src/index.js";

type Options = Record<string, unknown>;

/** A file as version 1 has it: one count for all, each group with the base's options too, zeros where nothing has gathered. */
function firstOf(optimizer: Optimizer, zeros: string[] = []): Uint8Array {
  const { tensors, metadata } = decodeFile(save(optimizer));
  const { steps: _, ...texts } = Object.fromEntries(metadata);
  const [base, ...groups] = JSON.parse(texts.options) as Options[];
  const { lr, weightDecay, l2, clipValue, maximize } = base;
  const options = [base, ...groups.map((own) => ({ lr, weightDecay, l2, clipValue, maximize, ...own }))];
  for (const name of zeros) tensors.set(`state.${name}.accumulated`, new Float64Array(1));
  return encodeFile(tensors, { ...texts, version: "1", options: JSON.stringify(options) });
}

describe("a file of version 1", () => {
  it("leaves to the base what its groups have like the base", () => {
    const create = () => new SGD({ lr: 2, groups: [{ match: /own/, weightDecay: 0.25 }] });
    const from = create();
    from.set({ weightDecay: 0.5 }, 0);
    const optimizer = create();
    load(optimizer, firstOf(from));
    for (const lr of [2, 4]) {
      optimizer.lr = lr;
      const params = { own: 4, rest: 4 };
      optimizer.update(params, { own: 1, rest: 1 });
      expect(params).toEqual({ own: 4 - lr * (1 + 2), rest: 4 - lr });
    }
  });

  it("has gathered nothing where its sums are zeros", () => {
    const create = () => new SGD({ lr: 1, accumulate: 2 });
    const from = create();
    from.allocate({ a: 0, b: 0 });
    from.update({ a: 0 }, { a: 2 });
    const optimizer = create();
    load(optimizer, firstOf(from, ["b"]));
    const params = { a: 0 };
    optimizer.update(params, { a: 4 });
    expect(params).toEqual({ a: -3 });
  });
});

it.each(["3", "0", "1.0", ""])("a file of version %o is refused, and nothing changes", (version) => {
  const optimizer = new SGD();
  optimizer.update({ a: 1 }, { a: 1 });
  const before = save(optimizer);
  const { tensors, metadata } = decodeFile(before);
  const file = encodeFile(tensors, { ...Object.fromEntries(metadata), version });
  expect(() => load(optimizer, file)).toThrow(
    new RangeError(`version is "${version}" in the file, 1 and 2 can be read here: update optim-wasm`),
  );
  expect(save(optimizer)).toEqual(before);
});
