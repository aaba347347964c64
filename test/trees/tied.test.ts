import { describe, expect, it } from "vitest";
import { SGD, sparseRows, type Optimizer } from "../../src/index.js";
import { load, save } from "../../src/checkpoint/index.js";
import { catalog } from "../catalog.js";
import { expectSameBits, expectSameMaps, generator, messageOf } from "../support.js";

const step = (optimizer: Optimizer, params: object, grads: object) => optimizer.update(params as never, grads as never);

function tiedModel(random: () => number) {
  const E = Float32Array.from({ length: 12 }, () => random() - 0.5);
  return { embedding: E, body: [{ W: [random(), random()] }], head: { W: E } };
}

describe.each(catalog)("$name", (row) => {
  it.each(["the caller's arrays", "arrays from allocate"])(
    "moves what is in two places once, by the sum of its gradients: %s",
    (place) => {
      const random = generator(3);
      const options = { tied: true, clipNorm: 1, emaDecay: 0.5 };
      const [tied, single] = [row.create(options), row.create({ ...options, tied: false })];
      let model: object = tiedModel(random);
      const flat = { embedding: tiedModel(generator(3)).embedding, "body.0.W": [...tiedModel(generator(3)).body[0].W] };
      let given: object | undefined;
      if (place.includes("allocate")) ({ params: model, grads: given } = tied.allocate(model as never));
      for (let k = 0; k < 5; k++) {
        const [a, b] = [0, 1].map(() => Float32Array.from({ length: 12 }, () => random() - 0.5));
        const W = [random() - 0.5, random() - 0.5];
        const grads = given as ReturnType<typeof tiedModel> | undefined;
        grads?.embedding.set(a);
        grads?.head.W.set(b);
        grads?.body[0].W.forEach((_, i, list) => (list[i] = W[i]));
        step(tied, model, grads ?? { embedding: a, body: [{ W }], head: { W: b } });
        step(single, flat, { embedding: a.map((x, i) => x + b[i]), "body.0.W": W });
      }
      expectSameBits((model as typeof flat).embedding, flat.embedding, "embedding");
      expect(Object.keys(tied.state)).toEqual(Object.keys(single.state));
      for (const [slot, views] of Object.entries(tied.state)) expectSameMaps(views, single.state[slot], slot);
      expectSameMaps(tied.ema, single.ema, "ema");
    },
  );
});

describe("what is in two places", () => {
  const [E, values] = [new Float32Array(4), [1, 2, 3, 4]];
  const model = { a: E, b: { W: E } };

  it("is refused unless tied is asked for", () => {
    const message = messageOf(() => step(new SGD(), model, { a: values, b: { W: values } }));
    expect(message).toBe('TypeError: params["a"] and params["b.W"] overlap');
  });

  it("is refused with it, where it is there in part only", () => {
    const parts = { a: E, b: E.subarray(0, 2) };
    const message = messageOf(() => step(new SGD({ tied: true }), parts, { a: values, b: [1, 2] }));
    expect(message).toBe('TypeError: params["a"] and params["b"] overlap');
  });

  it("stays where all its gradients are null, and moves by those that are not", () => {
    const optimizer = new SGD({ lr: 1, tied: true });
    const params = { a: [1, 2], b: [] as unknown };
    params.b = params.a;
    step(optimizer, params, { a: null, b: null });
    expect(params.a).toEqual([1, 2]);
    step(optimizer, params, { a: null, b: [1, 1] });
    expect(params.a).toEqual([0, 1]);
  });

  it("takes sparse rows in one place and all of it in another", () => {
    const optimizer = new SGD({ lr: 1, tied: true });
    const W = new Float32Array(4);
    step(optimizer, { a: W, b: W }, { a: sparseRows([1, 1], [1, 2, 3, 4]), b: [1, 1, 1, 1] });
    expect([...W]).toEqual([-1, -1, -5, -7]);
  });

  it("is refused where all its gradients are sparse rows", () => {
    const rows = sparseRows([1], [1, 2]);
    expect(messageOf(() => step(new SGD({ tied: true }), model, { a: rows, b: { W: rows } }))).toBe(
      'TypeError: grads["a"] and its tied ones are sparse rows: give all of them as one, and null for the others',
    );
  });

  it("may be an object, with its numbers", () => {
    const shared = { W: [1], x: 1 };
    const params = { a: shared, b: shared };
    const grads = { a: { W: [1], x: 1 }, b: { W: [2], x: 2 } };
    expect(
      messageOf(() =>
        step(new SGD(), { a: { x: shared }, b: { x: shared } }, { a: { x: grads.a }, b: { x: grads.b } }),
      ),
    ).toBe('TypeError: params["a.x.W"] and params["b.x.W"] overlap');
    const numbers = { x: 1 };
    expect(messageOf(() => step(new SGD(), { a: numbers, b: numbers }, { a: { x: 1 }, b: { x: 1 } }))).toBe(
      'TypeError: params["a.x"] and params["b.x"] overlap',
    );
    step(new SGD({ lr: 1, tied: true }), params, grads);
    expect(shared).toEqual({ W: [-2], x: -2 });
  });

  it("is two parameters where two numbers or lists are equal", () => {
    const params = { a: 1, b: 1, c: [1], d: [1] };
    step(new SGD({ lr: 1, tied: true }), params, { a: 1, b: 2, c: [1], d: [2] });
    expect(params).toEqual({ a: 0, b: -1, c: [0], d: [-1] });
  });

  it("has one name in files, exchanges its average once, and its gradients are zeroed in all places", () => {
    const optimizer = new SGD({ lr: 1, tied: true, emaDecay: 0.5 });
    const { params, grads } = optimizer.allocate(model as never) as unknown as Record<"params" | "grads", typeof model>;
    expect(params.a).toBe(params.b.W);
    grads.a.fill(1);
    grads.b.W.fill(1);
    step(optimizer, params, grads);
    step(optimizer, params, grads);
    const { loaded } = load(new SGD({ tied: true, emaDecay: 0.5 }), save(optimizer, params as never), {
      params: { a: E, b: { W: E } } as never,
    });
    expect(loaded).toEqual(["a"]);
    expect([...E]).toEqual([-4, -4, -4, -4]);
    optimizer.swapAverages(params as never);
    expect([...params.a]).toEqual([-3, -3, -3, -3]);
    optimizer.zeroGrads();
    expect([...grads.b.W, ...grads.a].every((value) => value === 0)).toBe(true);
  });
});
