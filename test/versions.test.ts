import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { load } from "../src/checkpoint/index.js";
import { catalog } from "./catalog.js";
import { expectSameMaps, numbers } from "./support.js";

type Lists = Record<string, number | number[]>;
interface Saved {
  readonly options: Record<string, number | string>;
  /** Written by 0.2.1 after five calls, in base64, with the parameters then and after four more. */
  readonly file: string;
  readonly params: Lists;
  readonly after: Lists;
  readonly state: Record<string, Record<string, number[]>>;
}

const fixture = JSON.parse(readFileSync(new URL("fixtures/versions/0.2.1.json", import.meta.url), "utf8")) as Record<
  string,
  Saved
>;
const saved = catalog.filter(({ name }) => name in fixture).map((row) => ({ ...row, ...fixture[row.name] }));

it("files of the six optimizers of 0.2 are here", () => {
  expect(saved.map(({ name }) => name).toSorted()).toEqual(Object.keys(fixture).toSorted());
});

describe.each(saved)("a file of $name written by 0.2.1", ({ create, options, file, params, after, state }) => {
  it.each(["wasm", "js"] as const)("is gone on from with the bits that 0.2.1 had (%s)", (backend) => {
    const optimizer = create({ ...options, backend, groups: [{ match: /^b/, l2: 0.1 }] });
    load(optimizer, Buffer.from(file, "base64"));
    const model = { W: Float32Array.from(params.W as number[]), b: [...(params.b as number[])], x: params.x as number };
    for (let k = 6; k <= 9; k++) {
      optimizer.update(model, { W: new Float32Array([1, -1, 0.5, 0.25 * k, -2]), b: [0.1 * k, -0.3], x: -0.5 * k });
    }
    expectSameMaps(numbers(model), numbers(after), "params");
    for (const [slot, views] of Object.entries(state)) expectSameMaps(numbers(optimizer.state[slot]), views, slot);
  });
});
