import { beforeEach, describe, expect, it } from "vitest";
import { Adam, SGD, sparseRows } from "../../src/index.js";
import { gatherRows, tfOptimizer } from "../../src/tfjs/index.js";
import { BACKENDS, randoms, tf, use, variable } from "./support.js";

const HEIGHT = 50;
const WIDTH = 8;
const values = randoms(HEIGHT * WIDTH, 1);
const table = (name?: string) => variable(values, [HEIGHT, WIDTH], name);
const squares = (rows: tf.Tensor) => tf.sum(tf.square(rows)) as tf.Scalar;
const read = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe.each(BACKENDS)("gatherRows on tf's %s back end", (backend) => {
  beforeEach(async () => {
    await use(backend);
    tf.disposeVariables();
  });

  it("gives rows, and moves them and their state as sparseRows does", () => {
    const E = table("E");
    const adam = new Adam({ lr: 0.1 });
    const optimizer = tfOptimizer(tf, adam);
    const [ours, alone] = [values.slice(), new Adam({ lr: 0.1 })];
    for (const ids of [
      [3, 1, 3],
      [49, 0],
      [1, 2],
    ]) {
      const at = (row: number) => Array.from(ours.subarray(row * WIDTH, (row + 1) * WIDTH));
      const gradient = ids.flatMap((row) => at(row).map((value) => Math.fround(2 * value)));
      optimizer.minimize(() => {
        const rows = gatherRows(tf, E, ids);
        expect(rows.shape).toEqual([ids.length, WIDTH]);
        expect(read(rows)).toEqual(ids.flatMap(at));
        return squares(rows);
      });
      alone.update({ E: ours }, { E: sparseRows(ids, gradient) });
      expect(read(E)).toEqual(Array.from(ours));
      expect(adam.state.v.E).toEqual(alone.state.v.E);
    }
  });

  it("takes tensors of any rank, several times in one loss, and beside dense uses", async () => {
    const [E, F] = [table(), table()];
    const [a, b] = [tfOptimizer(tf, new SGD({ lr: 0.1 })), tf.train.sgd(0.1)];
    const ids = tf.tensor2d(
      [
        [1, 2],
        [2, 7],
      ],
      [2, 2],
      "int32",
    );
    const loss = (gather: (x: tf.Variable, ids: tf.Tensor) => tf.Tensor, x: tf.Variable, dense: boolean) => () => {
      const first = gather(x, ids);
      expect(first.shape).toEqual([2, 2, WIDTH]);
      const both = tf.add(squares(first), squares(gather(x, tf.tensor1d([2, 3], "int32"))));
      return (dense ? tf.add(both, squares(x)) : both) as tf.Scalar;
    };
    for (const dense of [false, true, false]) {
      a.minimize(
        loss((x, given) => gatherRows(tf, x, given), E, dense),
        false,
        [E],
      );
      // The wasm back end has no gradient of tf.gather.
      await use("cpu");
      b.minimize(
        loss((x, given) => tf.gather(x, given as tf.Tensor1D), F, dense),
        false,
        [F],
      );
      await use(backend);
      read(E).forEach((value, k) => expect(value).toBeCloseTo(F.dataSync()[k], 6));
    }
  });

  it("is tf.gather where no such optimizer asks, and where the table is not moved", () => {
    const E = table();
    const [x] = [variable([1, 2])];
    expect(read(gatherRows(tf, E, [2]))).toEqual(Array.from(values.subarray(2 * WIDTH, 3 * WIDTH)));
    if (backend === "cpu") {
      const { grads } = tf.variableGrads(() => squares(gatherRows(tf, E, Int32Array.of(1))));
      expect(grads[E.name].shape).toEqual([HEIGHT, WIDTH]);
    }
    const optimizer = tfOptimizer(tf, new SGD());
    optimizer.minimize(() => tf.add(squares(gatherRows(tf, E, [1])), squares(x)) as tf.Scalar, false, [x]);
    expect(read(E)).toEqual(Array.from(values));
  });

  it("leaves no tensors, and what others hold of the table stays", () => {
    const E = table();
    const optimizer = tfOptimizer(tf, new SGD({ lr: 0.1 }));
    const step = () => void optimizer.minimize(() => squares(gatherRows(tf, E, [1, 2])));
    step();
    const { numTensors } = tf.memory();
    for (let k = 0; k < 5; k++) step();
    expect(tf.memory().numTensors).toBe(numTensors);
    const [clone, slice, looked] = [tf.clone(E), tf.slice(E, [1, 0], [1, WIDTH]), E.dataSync()];
    const was = [read(clone), read(slice), Array.from(looked)];
    step();
    step();
    expect([read(clone), read(slice), Array.from(looked)]).toEqual(was);
    expect(read(E)).not.toEqual(was[0]);
  });

  it("says what is wrong", () => {
    const E = table("words");
    expect(() => gatherRows(tf, E, [50])).toThrow('ids[0] must be a row of "words", which has 50, got 50');
    expect(() => gatherRows(tf, E, [0, 1.5])).toThrow("ids[1] must be a row");
    expect(() => gatherRows(tf, E, {} as never)).toThrow(
      "ids must be a tensor or an array of whole numbers, got Object",
    );
    expect(() => gatherRows(tf, values as never, [1])).toThrow("table must be a tf.Variable, got Float32Array");
  });
});

it("a table that nobody else looks at is moved in place on the cpu back end", async () => {
  await use("cpu");
  const E = table();
  const optimizer = tfOptimizer(tf, new SGD({ lr: 0.1 }));
  const step = () => optimizer.minimize(() => squares(gatherRows(tf, E, [1])), false, [E]);
  const { data } = tf.engine().backend as unknown as { data: { get(id: object): { values: Float32Array } } };
  step();
  const descriptor = () => Object.getOwnPropertyDescriptor(data.get(E.dataId), "values")?.get;
  const first = descriptor();
  step();
  expect(descriptor()).toBe(first);
  E.dataSync();
  step();
  expect(descriptor()).not.toBe(first);
});
