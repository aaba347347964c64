import { describe, expect, it } from "vitest";
import { Adam, AdamW, Lion, Partition, SGD, type Optimizer } from "../../src/index.js";
import { snapshot } from "../../src/state/index.js";

describe("a Partition refuses", () => {
  const used = new SGD();
  used.update({ a: 1 }, { a: 1 });
  const one = new Adam();
  const taken = new Lion();
  expect(new Partition([{ optimizer: taken }]).iterations).toBe(0);

  it.each<[string, unknown, string]>([
    ["no list", undefined, "parts must be a list of { match, optimizer }, got undefined"],
    ["an empty one", [], "parts must be a list of { match, optimizer }, got Array"],
    ["a bare optimizer", [new Adam()], "parts[0].optimizer takes an optimizer of optim-wasm, got undefined"],
    ["none", [{ match: /W/ }], "parts[0].optimizer takes an optimizer of optim-wasm, got undefined"],
    [
      "a strange match",
      [{ match: "W", optimizer: new Adam() }],
      'parts[0].match must be a RegExp, a list of names or a function of the name, got "W"',
    ],
    ["a strange name", [{ match: ["W", 1], optimizer: new Adam() }], "parts[0].match[1] must be a string, got 1"],
    ["an unknown field", [{ matches: /W/, optimizer: new Adam() }], 'unknown option "matches": parts[0] takes match'],
    ["a strange optional", [{ optimizer: new Adam(), optional: 1 }], "parts[0].optional must be true or false, got 1"],
    [
      "one optimizer twice",
      [{ match: /W/, optimizer: one }, { optimizer: one }],
      "parts[1].optimizer is that of another part: give each part a new Adam",
    ],
    [
      "that of another",
      [{ optimizer: taken }],
      "parts[0].optimizer is in another Partition: give each part a new Lion",
    ],
    ["one with state", [{ optimizer: used }], "parts[0].optimizer has state already: give a new SGD"],
    [
      "what is decided for all",
      [{ optimizer: new Adam({ nonFinite: "skip" }) }],
      'nonFinite of Adam, parts[0], must be "propagate": give it to the Partition, for all parts',
    ],
  ])("%s", (_, parts, message) => {
    expect(() => new Partition(parts as never)).toThrow(message);
  });

  it("unknown options, and leaves parts as they are", () => {
    const optimizer = new Adam();
    expect(() => new Partition([{ optimizer }], { lr: 1 } as never)).toThrow(
      'unknown option "lr": Partition takes clipNorm',
    );
    expect(() => new Partition([{ optimizer }], { clipNorm: -1 })).toThrow(
      "clipNorm must be a finite number ≥ 0, got -1",
    );
    expect(new Partition([{ optimizer }]).parts).toEqual([optimizer]);
  });
});

it("what is no property of it is not assigned to, but to fields of a class made of it", () => {
  const partition = new Partition([{ optimizer: new SGD() }]);
  expect(() => ((partition as { lr: unknown }).lr = 5)).toThrow(
    new TypeError("lr is that of each part: give it to partition.parts[0], or to its set({ lr })"),
  );
  expect(() => Object.assign(partition, { momentum: 0.9 })).toThrow(TypeError);
  expect(Object.keys(partition)).toEqual([]);
  class Own extends Partition {
    epochs = 3;
  }
  expect(new Own([{ optimizer: new SGD() }]).epochs).toBe(3);
});

it("a match that does not see the list of rows of rows is told of their names", () => {
  const model = { W: [[1], [2]], b: 1 };
  const only = new Partition([
    { match: ["b"], optimizer: new SGD() },
    { match: /W$/, optimizer: new SGD() },
  ]);
  const row = '; "W.0" is a row of "W", whose name match does not see: match rows too, by (\\.\\d+)? before the end: ';
  expect(() => only.update(model, model)).toThrow(`no part matches the parameter "W.0"${row}give one that does`);
  const rest = new Partition([{ match: /W$/, optimizer: new SGD() }, { optimizer: new SGD() }]);
  expect(() => rest.update(model, model)).toThrow(`takes none of W.0, W.1, b${row}say optional: true if it may`);
  new Partition([{ match: /W(\.\d+)?$/, optimizer: new SGD() }, { optimizer: new SGD() }]).update(model, model);
});

describe("an update is refused as a whole:", () => {
  const params = () => ({ W: [1, 2], b: [3] });
  const grads = { W: [1, 1], b: [1] };
  const make = (first: Optimizer, second: Optimizer, options = {}) =>
    new Partition(
      [
        { match: ["W"], optimizer: first },
        { match: ["b"], optimizer: second },
      ],
      options,
    );

  it.each<[string, Partition, string, object?]>([
    ["a name that no part matches", make(new SGD(), new Adam()), 'no part matches the parameter "c"', { c: 1 }],
    [
      "a schedule of the last part",
      make(new SGD(), new Adam({ lr: () => NaN })),
      "lr must be a finite number ≥ 0, got NaN at iteration 0",
    ],
    [
      "a schedule of the first part",
      make(new SGD({ lr: () => -1 }), new Adam()),
      "lr must be a finite number ≥ 0, got -1 at iteration 0",
    ],
    [
      "a group of the last part",
      make(new SGD(), new Adam({ groups: [{ match: /W/, lr: 1 }] })),
      'groups[0].match is /W/, which matches none of ["b"]',
    ],
    [
      "a schedule of its own",
      make(new SGD(), new Adam(), { clipNorm: () => "a" }),
      'clipNorm must be a finite number ≥ 0, got "a"',
    ],
    [
      "a part without names",
      new Partition([{ match: /nothing/, optimizer: new Lion() }, { optimizer: new AdamW() }]),
      "parts[0], Lion, takes none of W, b: say optional: true if it may",
    ],
  ])("%s", (_, partition, message, more = {}) => {
    const model = params();
    expect(() => partition.update({ ...model, ...more }, { ...grads, ...more })).toThrow(message);
    expect(model).toEqual(params());
    expect([partition.iterations, ...partition.parts.map(({ iterations }) => iterations)]).toEqual([0, 0, 0]);
    for (const part of partition.parts) expect(snapshot(part).steps).toEqual({});
  });

  it("a gradient that is missing", () => {
    const partition = make(new SGD(), new Adam());
    expect(() => partition.update(params(), { W: [1, 1] } as never)).toThrow('grads["b"] is missing');
  });

  it("arrays of one memory in two parts", () => {
    const memory = new Float64Array(3);
    const partition = make(new SGD(), new Adam());
    const shared = { W: memory.subarray(0, 2), b: memory.subarray(1, 2) };
    expect(() => partition.update(shared, grads)).toThrow("overlap");
    partition.update({ W: memory.subarray(0, 2), b: memory.subarray(2) }, grads);
    expect(() => partition.update(shared, grads)).toThrow("overlap");
  });

  it("an update inside of it", () => {
    const inner: Partition = new Partition([
      {
        match: () => {
          inner.update(params(), grads);
          return true;
        },
        optimizer: new SGD(),
      },
    ]);
    expect(() => inner.update(params(), grads)).toThrow("update was called inside parts[0].match: call it afterwards");
    const scheduled: Partition = make(
      new SGD(),
      new Adam({
        lr: () => {
          scheduled.parts[0].update({ W: [1, 2] }, { W: [1, 1] });
          return 1;
        },
      }),
    );
    expect(() => scheduled.update(params(), grads)).toThrow("update was called inside");
    expect(scheduled.parts[0].iterations).toBe(0);
  });

  it("a torn step of a part, until it is made good", () => {
    const partition = make(new SGD({ lr: 1 }), new Adam());
    let fails = false;
    const model = {
      W: [1, 2],
      get b() {
        return 3;
      },
      set b(_: number) {
        if (fails) throw new Error("no");
      },
    };
    partition.update(model, { W: [1, 1], b: 1 });
    const kept = snapshot(partition);
    // The setter takes a number to look, and refuses it once it is written.
    let writes = 0;
    Object.defineProperty(model, "b", {
      get: () => 3,
      set: () => {
        if (++writes > 1) throw new Error("no");
      },
    });
    expect(() => partition.update(model, { W: [1, 1], b: 1 })).toThrow("step 2 of Adam was torn: no");
    fails = true;
    expect(() => partition.update({ W: [1, 2], b: 3 }, { W: [1, 1], b: 1 })).toThrow("the last step was torn");
    expect(model.W).toEqual([0, 1]);
    partition.reset();
    partition.update({ W: [1, 2], b: 3 }, { W: [1, 1], b: 1 });
    expect(kept.iterations).toBe(1);
  });
});
