import { describe, expect, it } from "vitest";
import { save } from "../../src/checkpoint/index.js";
import { loadStateDict } from "../../src/torch/index.js";
import { arrays, cases, dictOf, others } from "./fixture.js";
import { rows, type TorchRow } from "./rows.js";
import { messageOf } from "../support.js";

/** Every dict of PyTorch, and the classes here that it belongs to. */
const dicts = [
  ...cases.map(({ title, torch, dict, ours }) => ({
    title,
    torch,
    dict,
    takers: ours.map(({ optimizer }) => `${optimizer}`),
  })),
  ...others.map((other) => ({ ...other, takers: [] as string[] })),
];

describe.each(rows)("$name", (row) => {
  it.each(dicts.filter(({ takers }) => !takers.includes(classOf(row))))(
    "refuses PyTorch's $torch: $title, and nothing has changed",
    ({ dict }) => {
      const given = dictOf(dict);
      const count = given.param_groups.flatMap(({ params }) => params as number[]).length;
      const names = Object.keys(cases[0].params).slice(0, count);
      const params = arrays(Object.fromEntries(names.map((name) => [name, cases[0].params[name]])));
      const optimizer = row.create();
      for (let t = 0; t < 3; t++) optimizer.update(params, params);
      const before = save(optimizer);
      for (const told of [names, { names, iterations: 5, decoupled: false }]) {
        expect(messageOf(() => loadStateDict(optimizer, given, told))).toMatch(REFUSAL);
        expect(messageOf(() => loadStateDict(row.create(), given, told))).toMatch(REFUSAL);
      }
      expect(save(optimizer)).toEqual(before);
    },
  );
});

/** By the name of what is not known here, is missing there, or must be something else. */
const REFUSAL =
  /^RangeError: (param_groups has (no )?"?\w+"?, which|state of "[\w.]+" has "\w+", which|\w+ in param_groups (must be|is 0)|momentum is 0\.9)/;

it("a dict of each class is there, begun and not, and each class here is asked for all others'", () => {
  const classes = new Set(dicts.map(({ torch }) => torch));
  expect([...classes].toSorted()).toEqual(
    "ASGD Adadelta Adafactor Adagrad Adam AdamW Adamax LBFGS Muon NAdam RAdam RMSprop Rprop SGD SparseAdam".split(" "),
  );
  const takers = new Set(dicts.flatMap((dict) => dict.takers));
  expect([...takers].toSorted()).toEqual([...new Set(rows.map(classOf))].toSorted());
});

function classOf(row: TorchRow): string {
  return row.create().constructor.name;
}
