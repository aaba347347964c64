import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { load } from "../src/checkpoint/index.js";
import { catalog } from "./catalog.js";
import { expectSameMaps, numbers } from "./support.js";

type Lists = Record<string, number | number[]>;
interface Saved {
  readonly options: Record<string, number | string>;
  /** Of the group of names that begin with b. */
  readonly group?: Record<string, number>;
  /** Written after five calls, in base64, with the parameters then and after four more. */
  readonly file: string;
  readonly params: Lists;
  readonly after: Lists;
  readonly state: Record<string, Record<string, number[]>>;
}

/**
 * Adam's averages were `m + gain·(g − m)` up to 0.3 and are `keep·m + gain·g`, which rounds otherwise: what follows from
 * a file of then agrees within so many units of the last place. All other rules have the arithmetic that they had.
 */
const ULPS: Record<string, number> = { adam: 2 };

const saved = ["0.2.1", "0.3.0"].flatMap((version) => {
  const path = new URL(`fixtures/versions/${version}.json`, import.meta.url);
  const fixture = JSON.parse(readFileSync(path, "utf8")) as Record<string, Saved>;
  return Object.entries(fixture).map(([name, each]) => ({ version, name, ...each }));
});

it("files of the six optimizers of 0.2 and 0.3 are here", () => {
  const six = ["adagrad", "adam", "momentum", "nesterov", "rmsprop", "sgd"];
  expect(saved.map(({ name }) => name).toSorted()).toEqual(six.flatMap((name) => [name, name]));
});

describe.each(saved)("a file of $name written by $version", ({ name, options, group, file, params, after, state }) => {
  it.each(["wasm", "js"] as const)("is gone on from as it was then (%s)", (backend) => {
    const row = catalog.find((each) => each.name === name);
    const optimizer = row?.create({ ...options, backend, groups: [{ match: /^b/, l2: 0.1, ...group }] });
    if (optimizer === undefined) return expect.fail(`no ${name}`);
    load(optimizer, Buffer.from(file, "base64"));
    const model = { W: Float32Array.from(params.W as number[]), b: [...(params.b as number[])], x: params.x as number };
    for (let k = 6; k <= 9; k++) {
      optimizer.update(model, { W: new Float32Array([1, -1, 0.5, 0.25 * k, -2]), b: [0.1 * k, -0.3], x: -0.5 * k });
    }
    const ulps = ULPS[name] ?? 0;
    expectNear(numbers(model), numbers(after), ulps, "params");
    for (const [slot, views] of Object.entries(state)) expectNear(numbers(optimizer.state[slot]), views, ulps, slot);
  });
});

/** W is float32, the others are float64. */
function expectNear(actual: Record<string, number[]>, expected: Record<string, number[]>, ulps: number, where: string) {
  if (ulps === 0) return expectSameMaps(actual, expected, where);
  expect(Object.keys(actual), where).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    const unit = name === "W" ? 2 ** -23 : 2 ** -52;
    values.forEach((value, i) => {
      expect(Math.abs(actual[name][i] - value) / (unit * Math.abs(value)), `${where}.${name}[${i}]`).toBeLessThan(ulps);
    });
  }
}
