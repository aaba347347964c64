import { describe, expect, it } from "vitest";
import { sparseRows, type ParamMap } from "../src/index.js";
import { internals } from "../src/internals.js";
import { catalog } from "./catalog.js";
import { copyOf, expectSameMaps, generator, numbers, seedOf } from "./support.js";

type Model = Record<string, Float32Array>;

const model = (random: () => number, names: readonly string[], length = 9): Model =>
  Object.fromEntries(names.map((name) => [name, new Float32Array(length).map(() => random() - 0.5)]));

describe.each(catalog)("$name", (row) => {
  const options = { lr: 0.1 };

  it("moves arrays that are others at each step like those that stay", () => {
    const random = generator(1);
    const [stays, fresh] = [row.create(options), row.create(options)];
    const params = model(random, ["a", "b", "c"]);
    let others: Model = copyOf(params);
    for (let step = 0; step < 6; step++) {
      const grads = model(random, ["a", "b", "c"]);
      stays.update(params, grads);
      fresh.update(others, grads);
      expectSameMaps(others, params, `step ${step}`);
      others = step % 2 === 0 ? { ...others, b: others.b.slice() } : copyOf(others);
    }
    expectSameMaps(
      numbers(Object.assign({}, ...Object.values(fresh.state))),
      numbers(Object.assign({}, ...Object.values(stays.state))),
      "state",
    );
  });

  it("keeps several models in turn apart, more than are kept at once too", () => {
    const names = (k: number) => [`a${k}`, `b${k}`];
    const random = generator(2);
    const optimizer = row.create(options);
    const twin = row.create(options);
    const models = Array.from({ length: 11 }, (_, k) => model(random, names(k)));
    const copies = models.map((each) => copyOf(each));
    for (let turn = 0; turn < 4; turn++) {
      for (const [k, params] of models.entries()) {
        const grads = model(random, names(k));
        optimizer.update(params, grads);
        // Maps that the twin has not seen, in one order and in the other.
        const [a, b] = names(k);
        twin.update(turn % 2 ? { [b]: copies[k][b], [a]: copies[k][a] } : { ...copies[k] }, { ...grads });
        expectSameMaps(copies[k], params, `model ${k}, turn ${turn}`);
      }
    }
    expect(optimizer.iterations).toBe(44);
  });

  it("moves plain numbers like lists of them, on one object and on another each time", () => {
    const random = generator(3);
    const [scalars, lists, others] = [row.create(options), row.create(options), row.create(options)];
    const params = { x: 1, y: -2 };
    const same = { x: [1], y: [-2] };
    let other = { ...params };
    for (let step = 0; step < 8; step++) {
      const [x, y] = [random() - 0.5, random() - 0.5];
      scalars.update(params, { x, y });
      lists.update(same, { x: [x], y: [y] });
      others.update((other = { ...other }), { x, y });
    }
    expect([params.x, params.y]).toEqual([same.x[0], same.y[0]]);
    expect(other).toEqual(params);
  });

  it("sees a number changed by the caller between two updates", () => {
    const optimizer = row.create(options);
    const twin = row.create(options);
    const params = { x: 1 };
    const list = { x: [1] };
    optimizer.update(params, { x: 1 });
    twin.update(list, { x: [1] });
    [params.x, list.x[0]] = [5, 5];
    optimizer.update(params, { x: 0.5 });
    twin.update(list, { x: [0.5] });
    expect(params.x).not.toBe(5);
    expect(params.x).toBe(list.x[0]);
  });
});

describe("an update of a known model", () => {
  const adam = catalog.find(({ name }) => name === "adam") as (typeof catalog)[0];

  it("refuses arrays that come to overlap, before it writes", () => {
    const optimizer = adam.create();
    const buffer = new ArrayBuffer(80);
    const grads = { a: new Float32Array(8).fill(1), b: new Float32Array(8).fill(1) };
    const params = { a: new Float32Array(8), b: new Float32Array(8) };
    optimizer.update(params, grads);
    const kept = numbers(params);
    params.a = new Float32Array(buffer, 0, 8);
    params.b = new Float32Array(buffer, 16, 8);
    expect(() => optimizer.update(params, grads)).toThrow(new TypeError('params["a"] and params["b"] overlap'));
    expect([...params.a, ...params.b]).toEqual(Array(16).fill(0));
    expect(optimizer.iterations).toBe(1);
    expect(kept.a).toHaveLength(8);
  });

  it("takes a gradient that another parameter's new array holds as it was before", () => {
    const [one, two] = [adam.create({ lr: 1 }), adam.create({ lr: 1 })];
    const shared = new Float32Array([1, 2, 3, 4]);
    const params = { a: new Float32Array(4), b: new Float32Array(4) };
    one.update(params, { a: new Float32Array(4).fill(1), b: shared });
    const copies = copyOf(params);
    two.update({ a: new Float32Array(4), b: new Float32Array(4) }, { a: new Float32Array(4).fill(1), b: shared });
    // Now b's gradient is what a becomes.
    const next = { a: shared, b: params.b };
    const plain = { a: shared.slice(), b: copies.b.slice() };
    const gradient = shared.slice();
    one.update(next, { a: new Float32Array(4).fill(1), b: shared });
    two.update(plain, { a: new Float32Array(4).fill(1), b: gradient });
    expectSameMaps(next, plain, "params");
  });

  it("refuses arrays of another length or type, and numbers of an object that was frozen", () => {
    const optimizer = adam.create();
    const grads = { a: new Float32Array(4), x: 1 };
    const params: ParamMap = { a: new Float32Array(4), x: 1 };
    optimizer.update(params, grads);
    params.a = new Float64Array(4);
    expect(() => optimizer.update(params, grads)).toThrow(
      new TypeError('params["a"] is float64, its state is float32'),
    );
    params.a = new Float32Array(5);
    expect(() => optimizer.update(params, grads)).toThrow(
      new RangeError('grads["a"] has 4 elements, params["a"] has 5'),
    );
    params.a = new Float32Array(4);
    optimizer.update(params, grads);
    expect(() => optimizer.update(Object.freeze({ ...params }) as object, grads)).toThrow(
      new TypeError('params["x"] is read-only'),
    );
    expect(optimizer.iterations).toBe(2);
  });

  it("goes on with sparse rows where dense gradients were, and back", () => {
    const [one, two] = [adam.create(), adam.create()];
    const [a, b] = [{ E: new Float32Array(12).fill(1) }, { E: new Float32Array(12).fill(1) }];
    for (const touched of [[1], [], [0, 2], [1]]) {
      const dense = new Float32Array(12).fill(0.5);
      const values = new Float32Array(touched.length * 4).fill(0.25);
      one.update(a, { E: dense });
      two.update(b, { E: dense });
      one.update(a, { E: sparseRows(touched, values) });
      two.update({ E: b.E }, { E: sparseRows(touched, values) });
    }
    expectSameMaps(a, b, "params");
  });
});

describe("arrays that change their places between parameters and gradients", () => {
  /** The same map, which no loop over it can tell: an update of it is planned anew. */
  const strange = (map: ParamMap): ParamMap => Object.assign(Object.create({ inherited: 0 }) as ParamMap, map);
  const seed = seedOf();

  it.each(catalog)(`count as they were before the update: $name (SEED=${seed})`, (row) => {
    const random = generator(seed);
    const pick = (count: number) => Math.floor(random() * count);
    for (let run = 0; run < 60; run++) {
      const make = [
        () => [pick(9) - 4, pick(9) - 4],
        () => new Float64Array([pick(9) - 4, pick(9) - 4]),
        () => new Float64Array(2000).fill(pick(5) - 2),
      ][pick(3)];
      const pool: (number[] | Float64Array)[] = Array.from({ length: 5 }, () => make());
      const twins = pool.map((array) => array.slice()) as typeof pool;
      const [known, anew] = [row.create({ lr: 0.5 }), row.create({ lr: 0.5 })];
      for (let step = 0; step < 8; step++) {
        const [a, b, c, d] = [pick(5), pick(5), pick(5), pick(5)];
        if (a === b) continue;
        known.update({ a: pool[a], b: pool[b] }, { a: pool[c], b: pool[d] });
        anew.update(strange({ a: twins[a], b: twins[b] }), { a: twins[c], b: twins[d] });
        pool.forEach((array, k) => expectSameMaps({ array }, { array: twins[k] }, `run ${run}, step ${step}, ${k}`));
      }
    }
  });

  it("are told also in maps of a class and without a prototype, whose inherited names do not count", () => {
    class Model {
      W = new Float32Array(3);
    }
    const optimizer = catalog[0].create({ lr: 1 });
    const params = new Model();
    const grads = Object.assign(Object.create(null) as ParamMap, { W: new Float32Array(3).fill(1) });
    for (let step = 0; step < 3; step++) optimizer.update(params as never, grads);
    expect([...params.W]).toEqual([-3, -3, -3]);
    const inheriting = Object.create({ b: [1] }) as ParamMap;
    inheriting.W = params.W;
    optimizer.update(inheriting, { W: [1, 1, 1] });
    expect(() => optimizer.update({ W: params.W, b: [1] }, inheriting)).toThrow(new TypeError('grads["b"] is missing'));
    expect(() => optimizer.update({ W: params.W, b: [1] }, inheriting)).toThrow(new TypeError('grads["b"] is missing'));
    optimizer.update({ W: params.W, b: [1] }, { W: [0, 0, 0], b: [1] });
    const inherited = { b: [1] };
    const heir = Object.assign(Object.create(inherited) as ParamMap, { W: params.W });
    optimizer.update(heir, { W: [0, 0, 0], b: [1] });
    expect(inherited).toEqual({ b: [1] });
  });
});

describe("scalars take t", () => {
  const all = catalog.map(({ name, create }) => {
    const { kernels, scalars, hyper, store } = create()[internals];
    const values = hyper.values[0];
    const settings = [
      values,
      ...Object.keys(values).flatMap((option) =>
        typeof values[option] === "number" ? [{ ...values, [option]: 0.5 }] : [],
      ),
    ];
    const changes = settings.some((each) => {
      const [first, second] = [1, 2].map((t) => JSON.stringify(scalars(each as never, t, store.layout.carried ?? {})));
      return first !== second;
    });
    return {
      name,
      scalars,
      stateless: kernels.slots.length === 0,
      carries: store.layout.carried !== undefined,
      changes,
    };
  });

  it.each(all)("if they are others at each step: $name", ({ scalars, stateless, changes }) => {
    if (changes) expect([scalars.length > 1, stateless]).toEqual([true, false]);
  });

  it.each(all)("only if those of some variant are, or something is carried: $name", ({ scalars, carries }) => {
    const changes = all.some((each) => each.scalars === scalars && each.changes);
    expect(scalars.length > 1).toBe(changes || carries);
  });
});
