import { describe, expect, it } from "vitest";
import { Adafactor, clipAdaptive, Muon, Partition, SGD, SM3, SOAP } from "../../src/index.js";
import { load, save } from "../../src/checkpoint/index.js";
import { restore, snapshot, type Snapshot } from "../../src/state/index.js";
import { messageOf } from "../support.js";

const classes = [Muon, SOAP, Adafactor, SM3] as const;
const withPass = (shapes: never) => new SGD({ shapes, passes: [clipAdaptive()] });
const makers = [
  ...classes.map((Class) => [Class.name, (shapes: never) => new Class({ shapes })] as const),
  ["clipAdaptive", withPass] as const,
];

describe.each(makers)("shapes of %s", (_, make) => {
  it.each<[unknown, string]>([
    [5, "TypeError: shapes must be an object of shapes by name, or a function of the name, got 5"],
    [null, "TypeError: shapes must be an object of shapes by name, or a function of the name, got null"],
    [[2, 2], "got Array, as { W: [rows, columns] }"],
    [{ W: 5 }, 'TypeError: shapes["W"] must be a list of whole numbers ≥ 0, rows first, got 5'],
    [{ W: [2, -1] }, 'shapes["W"] must be a list of whole numbers ≥ 0, rows first, got Array'],
    [{ W: [2, "2"] }, 'shapes["W"] must be a list of whole numbers ≥ 0, rows first, got Array'],
  ])("are looked at when it is made: %j", (shapes, message) => {
    expect(messageOf(() => make(shapes as never))).toContain(message);
  });

  it("are of names that a model has", () => {
    const optimizer = make({ V: [2, 2], w: [2, 2] } as never);
    const params = { V: [1, 2, 3, 4], W: [[1, 2]] };
    const message =
      'RangeError: shapes["w"] is of no parameter among V, W.0: name one, or the list of its rows; for what may be in no ' +
      "update, give a function of the name";
    expect(messageOf(() => optimizer.update(params, params))).toBe(message);
    expect([params, optimizer.iterations]).toEqual([{ V: [1, 2, 3, 4], W: [[1, 2]] }, 0]);
  });

  it("may be of what does not move yet, of lists, of rows, and of what is allocated", () => {
    const optimizer = make({ V: [2, 2], W: [2, 2], "E.0": [2, 1], A: [1, 1] } as never);
    optimizer.allocate({ A: [1] });
    const rows = () => [
      [1, 2],
      [3, 4],
    ];
    optimizer.update({ V: [1, 2, 3, 4], W: rows(), E: [[1, 2]] }, { V: null, W: rows(), E: [[1, 2]] });
    expect(optimizer.iterations).toBe(1);
  });
});

describe.each([
  [
    "a file",
    (of: Muon): unknown => save(of),
    (into: Muon, saved: unknown): void => void load(into, saved as Uint8Array),
    "the file",
  ],
  [
    "a snapshot",
    (of: Muon): unknown => snapshot(of),
    (into: Muon, saved: unknown): void => restore(into, saved as Snapshot),
    "the snapshot",
  ],
] as const)("state of a matrix, from %s", (_, keep, goOn, whence) => {
  const make = (shape: number[], more = {}) => new Muon({ shapes: { V: shape, ...more } });
  const params = () => ({ V: [1, 2, 3, 4, 5, 6], W: [[1, 2]] });
  const trained = (shape: number[]) => {
    const optimizer = make(shape);
    optimizer.update(params(), params());
    return optimizer;
  };

  it.each(["trained", "new"])("is refused by one that is %s, of another shape", (kind) => {
    const into = kind === "new" ? make([3, 2]) : trained([3, 2]);
    const before = keep(into);
    const message = `RangeError: the shape of "V" is [2, 3] in ${whence} and [3, 2] here`;
    expect(messageOf(() => goOn(into, keep(trained([2, 3]))))).toBe(message);
    expect(keep(into)).toEqual(before);
  });

  it("goes to the same shape, with rows of lists", () => {
    const from = trained([2, 3]);
    const into = make([2, 3]);
    goOn(into, keep(from));
    expect(keep(into)).toEqual(keep(from));
  });
});

it.each([[null], [5], [{ V: 6 }], [{ V: [2, "3"] }]])(
  "a snapshot with matrices that are none is refused: %j",
  (matrices) => {
    const optimizer = new Muon({ shapes: { V: [2, 3] } });
    optimizer.update({ V: [1, 2, 3, 4, 5, 6] }, { V: [1, 2, 3, 4, 5, 6] });
    const given = { ...snapshot(optimizer), matrices } as never;
    expect(messageOf(() => restore(optimizer, given))).toMatch(
      /^(Type|Range)Error: .*(matrices|shape).* in the snapshot/,
    );
  },
);

it("parts of a Partition may have one object of shapes", () => {
  const shapes = { V: [2, 2], W: [2, 2] };
  const partition = new Partition([
    { match: ["V"], optimizer: new Muon({ shapes }) },
    { optimizer: new Adafactor({ shapes }) },
  ]);
  const params = { V: [1, 2, 3, 4], W: [1, 2, 3, 4] };
  partition.update(params, { V: [1, 0, 0, 1], W: [1, 0, 0, 1] });
  expect(partition.iterations).toBe(1);
});

it.each(classes)("an empty parameter goes through %o, with a shape or without", (Class) => {
  const grads = { V: [1, 2, 3, 4, 5, 7] };
  const run = (shapes: object, more: object) => {
    const optimizer = new Class({ lr: 0.1, shapes: { V: [2, 3], ...shapes } });
    const params = { V: [1, 1, 1, 1, 1, 1], ...structuredClone(more) };
    for (let t = 0; t < 3; t++) optimizer.update(params, { ...grads, ...structuredClone(more) });
    return params.V;
  };
  const alone = run({}, {});
  const empty = { W: [] as number[] };
  for (const shape of [{ W: [0, 3] }, { W: [3, 0] }, {}]) expect(run(shape, empty)).toEqual(alone);
  expect(messageOf(() => new Class({ shapes: { W: [0, 3] } }).update({ W: [1] }, { W: [1] }))).toContain(
    'shapes["W"] is [0, 3], 0 elements, where W has 1',
  );
});
