import { describe, expect, it } from "vitest";
import { AdaGrad, Adam, ReduceOnPlateau, SGD, cosineDecay, join, minimize, warmup } from "../../src/index.js";
import { catalog } from "../catalog.js";
import { table, whole } from "../schedules/table.js";
import { messageOf } from "../support.js";
import { expectUntouched } from "./untouched.js";

const FIRST = "options come first, parameters go to update(params, grads)";

/** As the libraries build them: what tells them apart, and some of the rest. */
const tensor = () => ({ kept: false, shape: [2], dtype: "float32", strides: [], dataSync: () => new Float32Array(2) });
const ndarray = (stride = [2, 1]) => ({ data: new Float64Array(4), shape: [2, 2], stride, offset: 0 });
const numjs = (stride = [2, 1]) => ({ selection: ndarray(stride) });
/** Has its methods and marks by inheritance. */
const heir = (above: object, own: object): object => Object.assign(Object.create(above), own);
const dense = () => heir({ isMatrix: true, isDenseMatrix: true }, { _data: [[1, 2]], _size: [1, 2] });
const sparse = () => heir({ isMatrix: true, isSparseMatrix: true }, { _values: [1, 2], _size: [1, 2] });
const matrix = () => heir({ klass: "Matrix" }, { data: [new Float64Array(2)], rows: 1, columns: 2 });
const view = () => heir({ klass: "Matrix" }, { matrix: matrix(), rows: 2, columns: 1 });
const vol = () => ({ sx: 1, sy: 1, depth: 2, w: new Float64Array(2), dw: new Float64Array(2) });

const PART = "it is transposed or a part of another, pass the data of a copy in row order";
const foreign: [what: string, value: () => unknown, got: string][] = [
  ["a tensor of TensorFlow.js", tensor, "Object: pass its dataSync()"],
  ["an ndarray", ndarray, "Object: pass its data"],
  ["a transposed ndarray", () => ndarray([1, 2]), `Object: ${PART}`],
  ["a row of an ndarray", () => ({ ...ndarray([1]), shape: [2] }), `Object: ${PART}`],
  ["an ndarray from its second row on", () => ({ ...ndarray(), offset: 2 }), `Object: ${PART}`],
  ["a column as an ndarray", () => ({ ...ndarray([1, 9]), shape: [4, 1] }), "Object: pass its data"],
  ["an array of numjs", numjs, "Object: pass its selection.data"],
  ["a transposed array of numjs", () => numjs([1, 2]), `Object: ${PART}`],
  ["a matrix of ml-matrix", matrix, "Object: pass its data"],
  ["a view of a matrix of ml-matrix", view, "Object: pass new Matrix(it).data"],
  ["a matrix of mathjs", dense, "Object: pass its rows, valueOf(), or of a gradient toArray().flat()"],
  ["a sparse matrix of mathjs", sparse, 'Object: make it dense, matrix(it, "dense"), and pass its rows, valueOf()'],
  ["a Vol of convnetjs", vol, "Object: pass its w, and its dw as the gradient"],
  ["a promise", () => Promise.resolve([1]), "Promise: await it"],
];

describe("a typical mistake is told with its remedy:", () => {
  describe.each(catalog)("$name", (row) => {
    const Class = Object(row.create()).constructor as new (...given: unknown[]) => unknown;
    const { name } = Class;

    it("parameters before the options", () => {
      const params = { W: new Float32Array(2) };
      for (const given of [
        [params, { lr: 0.1 }],
        [[params.W], { lr: 0.1 }],
        [undefined, { lr: 0.1 }],
        [{}, 0.1],
      ])
        expect(() => new Class(...given)).toThrow(
          new TypeError(`${name} takes an object of options, got Arguments: ${FIRST}`),
        );
      expect(() => new Class([params.W])).toThrow(
        new TypeError(`${name} takes an object of options, got Array: ${FIRST}`),
      );
      expect(messageOf(() => void new Class(params))).toMatch(
        /^TypeError: unknown option "W": .*, pool: options come first/,
      );
      expect(() => new Class({ lr: 0.1 }, undefined)).not.toThrow();
    });

    it("a bare rate", () => {
      expect(() => new Class(0.001)).toThrow(
        new TypeError(`${name} takes an object of options, got 0.001: did you mean { lr: 0.001 }?`),
      );
    });

    it.each(foreign)("%s for a parameter or a gradient", (_, value, got) => {
      const optimizer = row.create();
      const params = { W: [1, 2] };
      optimizer.update(params, { W: [1, 1] });
      for (const [label, p, g] of [
        ["params", { W: value() }, { W: [1, 1] }],
        ["grads", params, { W: value() }],
      ] as const)
        expect(() => optimizer.update(p as never, g as never)).toThrow(
          new TypeError(`${label}["W"] must be a number, number[], Float32Array or Float64Array, got ${got}`),
        );
      expect(() => optimizer.allocate({ W: value() } as never)).toThrow(`, got ${got}`);
    });

    it("an ndarray, a promise or a Map for the whole map, and nothing has changed", () => {
      const optimizer = row.create();
      for (const [map, got] of [
        [ndarray(), "Object: pass its data"],
        [ndarray([1, 2]), `Object: ${PART}`],
        [Promise.resolve({}), "Promise: await it"],
        [new Map([["W", [1]]]), "Map: pass Object.fromEntries(it)"],
      ] as const) {
        const message = `params must be an object of arrays, got ${got}`;
        expectUntouched(optimizer, {}, {}, () => optimizer.update(map as never, map as never), TypeError, message);
        expect(() => optimizer.update({ W: [1] }, map as never)).toThrow(
          new TypeError(`grads must be an object of arrays, got ${got}`),
        );
      }
    });

    it("parameters called data, shape or stride are parameters", () => {
      const params = { data: new Float64Array(2), shape: [1, 2] };
      const optimizer = row.create();
      for (let step = 0; step < 2; step++) optimizer.update(params, { data: [1, 1], shape: [1, 1] });
      row.create().update({ stride: [1] }, { stride: [1] });
      row.create().update({ stride: [1], shape: [1] }, { stride: [1], shape: [1] });
      row.create().update({ w: [1], dw: [1] }, { w: [1], dw: [1] });
      expect(params.data[0]).not.toBe(0);
    });
  });

  it("a group by its parameters, which groups are not by", () => {
    expect(() => new Adam({ groups: [{ params: [[1]], lr: 0.1 }] } as never)).toThrow(
      new TypeError(
        "groups[0].match must be a RegExp, a list of names or a function of the name, got undefined: " +
          "name the parameters, in place of params",
      ),
    );
    expect(() => new AdaGrad({ groups: [{ match: /b/, params: [[1]] }] } as never)).toThrow(
      new TypeError(
        'unknown option "params": groups[0] of AdaGrad takes lr, eps, lrDecay, initialAccumulator, epsMode, weightDecay, l2, clipValue, maximize',
      ),
    );
  });

  it.each(Object.keys(whole))("%s given as a schedule without its call", (name) => {
    const call = `lr: ${name}({ ${Object.keys(whole[name])[0]}: … })`;
    const optimizer = new SGD({ lr: table[name] as never });
    const params = { x: 1 };
    expect(() => optimizer.update(params, { x: 1 })).toThrow(
      new TypeError(`${name} takes an object of options, got 0: call it first, as in ${call}`),
    );
    expect([params.x, optimizer.iterations]).toEqual([1, 0]);
  });

  it("a schedule without its call within another, or a number for its options", () => {
    const message =
      "cosineDecay takes an object of options, got 0: call it first, as in lr: cosineDecay({ initValue: … })";
    expect(() => join({ schedules: [cosineDecay as never], boundaries: [] })(0)).toThrow(new TypeError(message));
    expect(() => warmup({ steps: 2, schedule: cosineDecay as never })(0)).toThrow(new TypeError(message));
    expect(() => cosineDecay(0.1 as never)).toThrow(new TypeError(message.replace("got 0", "got 0.1")));
    expect(() => new ReduceOnPlateau(0.1 as never)).toThrow(
      new TypeError("ReduceOnPlateau takes an object of options, got 0.1: did you mean { initValue: 0.1 }?"),
    );
  });

  it("a promise for a pool, an option or what minimize evaluates", () => {
    const promise = Promise.resolve() as never;
    expect(() => new Adam({ pool: promise })).toThrow(
      new TypeError("pool must be a ThreadPool, got Promise: await it"),
    );
    expect(() => new Adam({ lr: promise })).toThrow(
      new TypeError("lr must be a finite number ≥ 0, got Promise: await it"),
    );
    expect(() => minimize(() => promise, {}, new SGD())).toThrow("got Promise at iteration 0: await it");
  });
});
