import { describe, expect, it } from "vitest";
import { loadStateDict, stateDict, type StateDict } from "../../src/torch/index.js";
import { namesOf } from "../../src/torch/names.js";
import { expectSameMaps, list, type Values } from "../support.js";
import { rows, type TorchRow } from "./rows.js";
import { goOn, trained } from "./trained.js";

describe.each(rows)("$name", (row) => {
  const settings = [
    {},
    { lr: 0.02, weightDecay: 0.1, maximize: true, groups: [{ match: /b/, l2: 0.3, weightDecay: 0 }] },
  ];
  const cases = [{}, ...row.variants].flatMap((form) => settings.map((options) => ({ ...form, ...options })));

  it.each(cases)("goes on from its own state dict: %o", (options) => {
    const { optimizer, params } = trained(row.create(options));
    const dict = structuredClone(stateDict(optimizer, APPROXIMATE));
    const other = { W: params.W.slice(), b: [...params.b], x: params.x };
    const [next, again] = [row.create(options), trained(row.create({ ...options, lr: 0.5 }), 2).optimizer];
    loadStateDict(next, dict);
    loadStateDict(again, dict);
    expect(next.iterations).toBe(5);
    for (const each of [next, again]) {
      expect(each.lr).toBe(optimizer.lr);
      for (const slot of row.slots) expectClose(each.state[slot], optimizer.state[slot], 2);
    }
    goOn(optimizer, params, 5);
    goOn(next, other, 5);
    expectClose(other, params, 4);
    // As JSON has it: lists for arrays, in the type of parameters that are known.
    const text = JSON.stringify(dict, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
    );
    loadStateDict(again, JSON.parse(text) as StateDict);
    for (const slot of row.slots) expectClose(again.state[slot], trained(row.create(options)).optimizer.state[slot], 2);
  });

  it("has PyTorch's names", () => {
    const { undecayed, decoupledAlone, minimizes } = namesOf(row.create().constructor.name);
    const [own, there] = undecayed
      ? [{}, {}]
      : [decoupledAlone ? { weightDecay: 0.1 } : { l2: 0.1 }, { weight_decay: 0.1 }];
    const of = minimizes ? { lr: 0.5 } : { maximize: true };
    const base = minimizes ? {} : { maximize: false };
    const { optimizer } = trained(row.create({ ...exact(row), ...own, groups: [{ match: /b/, ...of }] }), 2);
    const { state, param_groups: groups } = stateDict(optimizer);
    for (const text of [Object.keys(groups[0]), Object.keys(state[0])].flat())
      expect(text).toMatch(/^[a-z][a-z0-9]*(_[a-z]+)*$/);
    expect(groups).toMatchObject([
      { ...there, ...base, params: [0, 1], param_names: ["W", "x"] },
      { ...there, ...of, params: [2], param_names: ["b"] },
    ]);
    expect(Object.keys(state)).toEqual(["0", "1", "2"]);
    expect(state[2]).toMatchObject({ step: 2 });
    const kept = row.slots.filter((slot) => list(optimizer.state[slot].W).length > 0);
    expect(Object.keys(state[0])).toHaveLength(1 + kept.length + carriedBy(row));
  });

  it("takes a dict without names in the order of a list", () => {
    const { optimizer } = trained(row.create());
    const dict = stateDict(optimizer, APPROXIMATE);
    const nameless = {
      ...dict,
      param_groups: dict.param_groups.map((group) => ({ ...group, param_names: undefined })),
    };
    const next = row.create();
    expect(() => loadStateDict(next, nameless)).toThrow(
      new TypeError(
        "param_names, or the names as an argument, must be an array in each of param_groups, got undefined",
      ),
    );
    const names = ["one", "two", "three"];
    loadStateDict(next, nameless, names);
    const again = row.create();
    loadStateDict(again, nameless, { names });
    for (const { state } of [next, again]) {
      for (const slot of row.slots) {
        const { one, two, three } = state[slot];
        expectClose({ W: one, b: two, x: three }, optimizer.state[slot], 2);
      }
    }
  });
});

const APPROXIMATE = { approximate: true };

/** So many numbers are in PyTorch's dict beside. */
function carriedBy({ create }: TorchRow): number {
  return Object.keys(namesOf(create().constructor.name).carried ?? {}).length;
}

/** Options by which PyTorch has the row's rule. */
function exact({ create }: TorchRow): object {
  const meant = Object.entries(namesOf(create().constructor.name).meant).map(([name, [, value]]) => [name, value]);
  return { weightDecay: 0, ...(Object.fromEntries(meant) as object) };
}

/** The velocity is divided by the rate there and multiplied here, which rounds twice. */
function expectClose(
  actual: Readonly<Record<string, Values>>,
  expected: Readonly<Record<string, Values>>,
  ulps: number,
): void {
  const round = (map: Readonly<Record<string, Values>>) =>
    Object.fromEntries(
      Object.keys(expected)
        .toSorted()
        .map((name) => [name, list(map[name])]),
    );
  const [a, b] = [round(actual), round(expected)];
  for (const name of Object.keys(b)) {
    const epsilon = expected[name] instanceof Float32Array ? 2 ** -23 : 2 ** -52;
    b[name].forEach((value, i) => {
      if (Math.abs(a[name][i] - value) <= ulps * epsilon * Math.abs(value)) a[name][i] = value;
    });
  }
  expectSameMaps(a, b, "close");
}
