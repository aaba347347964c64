import { describe, expect, it } from "vitest";
import { minimize, type GradMap, type ParamMap } from "../../src/index.js";
import { load, save } from "../../src/checkpoint/index.js";
import { restore, snapshot } from "../../src/state/index.js";
import { catalog } from "../catalog.js";
import { expectSameBits, expectSameMaps, generator } from "../support.js";
import { at, flatOf, gradsOf, modelOf, PATHS } from "./model.js";

const OPTIONS = {
  clipNorm: 1,
  emaDecay: 0.9,
  groups: [
    { match: /^layers\.1\./, lr: 0.01, weightDecay: 0.1 },
    { match: ["head.kernel.1"], maximize: true },
  ],
};

/** A gradient for each path; `frozen` ones have null. */
function gradients(random: () => number, like: ParamMap, frozen = (_path: string) => false): GradMap {
  return Object.fromEntries(
    PATHS.map((path) => {
      const value = like[path];
      const next = () => random() - 0.5;
      return [path, frozen(path) ? null : typeof value === "number" ? next() : (value as number[]).map(next)];
    }),
  );
}

describe.each(catalog)("$name", (row) => {
  it.each([
    ["without options", () => ({})],
    ["with options", () => OPTIONS],
    ["in windows", () => ({ accumulate: 2 })],
  ])("moves a tree to the bits of the flat map of its paths, %s", (_, options) => {
    const random = generator(5);
    const [of, ofFlat] = [row.create(options()), row.create(options())];
    const model = modelOf(random);
    const flat = flatOf(model);
    for (let step = 0; step < 6; step++) {
      const grads = gradients(random, flat, (path) => step === 4 && path.startsWith("layers.1"));
      of.update(model as never, gradsOf((path) => grads[path]) as never);
      ofFlat.update(flat, grads);
      for (const path of PATHS) expectSameBits(at(model, path), flat[path], `${path}, step ${step}`);
    }
    expect(Object.keys(of.state)).toEqual(Object.keys(ofFlat.state));
    for (const [slot, views] of Object.entries(of.state)) expectSameMaps(views, ofFlat.state[slot], slot);
    expectSameMaps(of.ema, ofFlat.ema, "ema");
  });

  it("moves a tree from allocate to the same bits", () => {
    const random = generator(6);
    const [of, ofFlat] = [row.create(OPTIONS), row.create(OPTIONS)];
    const model = modelOf(random);
    const tree = of.allocate(model as never) as unknown as { params: object; grads: object };
    const { params, grads } = ofFlat.allocate(flatOf(model));
    for (let step = 0; step < 3; step++) {
      for (const path of PATHS) {
        grads[path].forEach((_, i) => (grads[path][i] = random() - 0.5));
        (at(tree.grads, path) as Float32Array).set(grads[path]);
      }
      of.update(tree.params as never, tree.grads as never);
      ofFlat.update(params, grads);
    }
    for (const path of PATHS) expectSameBits(at(tree.params, path), params[path], path);
  });

  it("goes on from files and snapshots of a tree, whose values they have", () => {
    const random = generator(7);
    const model = modelOf(random);
    const [one, two, three] = [
      row.create({ emaDecay: 0.5 }),
      row.create({ emaDecay: 0.5 }),
      row.create({ emaDecay: 0.5 }),
    ];
    const grads = gradsOf((path) => gradients(generator(8), flatOf(model))[path]) as never;
    one.update(model as never, grads);
    const other = modelOf(generator(9));
    const file = save(one, model as never);
    expect(load(two, file, { params: other as never }).loaded).toEqual(PATHS);
    restore(three, snapshot(one));
    const third = modelOf(generator(10));
    load(row.create({ emaDecay: 0.5 }), file, { params: third as never });
    for (const [optimizer, params] of [
      [one, model],
      [two, other],
      [three, third],
    ] as const) {
      optimizer.update(params as never, grads);
      optimizer.swapAverages(params as never);
    }
    for (const path of PATHS) {
      expectSameBits(at(other, path), at(model, path), path);
      expectSameBits(at(third, path), at(model, path), path);
    }
  });
});

describe("minimize", () => {
  it("moves a tree, and puts it back where the value is not finite", () => {
    const model = modelOf(generator(11));
    const grads = () => gradsOf((path) => flatOf(model)[path]) as never;
    const value = () => PATHS.flatMap((path) => at(model, path)).length;
    const before = flatOf(model);
    let calls = 0;
    const stopped = minimize(
      () => [++calls > 1 ? NaN : value(), grads()],
      model as never,
      catalog[0].create({ lr: 0.1 }),
    );
    expect(stopped.reason).toBe("nonFinite");
    for (const path of PATHS) expectSameBits(at(model, path), before[path], path);
    minimize(() => [value(), grads()], model as never, catalog[0].create({ lr: 0.1 }), { maxIterations: 3 });
    expect(at(model, "layers.0.W")).not.toEqual(before["layers.0.W"]);
  });
});
