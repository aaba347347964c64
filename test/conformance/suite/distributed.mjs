import { Digest } from "./digest.mjs";
import { fill, shapes } from "./maps.mjs";
import { generator, tame } from "./numbers.mjs";

/** One rank of a training of several, whose others are made of the same numbers everywhere, and what goes on from its file. */
export function digestOfDistributed({ AdamW, load, Replicated, save, Sharded }, backend) {
  const digest = new Digest();
  const create = () => new AdamW({ ...(backend && { backend }), clipNorm: 0.5, emaDecay: 0.9, nonFinite: "skip" });
  for (const shape of shapes) {
    for (const [Kind, rank, size] of [
      [Sharded, 0, 1],
      [Sharded, 0, 2],
      [Sharded, 2, 3],
      [Replicated, 1, 3],
    ]) {
      const random = generator(digest.count + size);
      const { params: model } = shape.make(create(), random);
      const optimizer = create();
      const training = new Kind(others(rank, size, random), optimizer, model);
      training.broadcast();
      for (let k = 0; k < 3; k++) {
        fill(training.grads, () => tame(random));
        training.step({ rows: 1 + k, gradScale: 0.5 });
        digest.number(optimizer.gradNorm);
      }
      digest.optimizer(optimizer, training.params);
      if (Kind === Sharded && size > 1) continue;
      const second = create();
      load(second, save(optimizer, training.params));
      const { params, grads } = second.allocate(training.params);
      const examined = second.examine(params, grads);
      second.update(params, grads, { examined: { ...examined, sumOfSquares: examined.sumOfSquares + 1 } });
      digest.optimizer(second, params);
    }
  }
  return digest;
}

/** The collective of a rank that is alone: others' gradients are drawn, all else of theirs is as its own. */
function others(rank, size, random) {
  const copy = (from, to) => {
    if (from.length === to.length && from !== to) to.set(from);
  };
  return {
    rank,
    size,
    allToAll(send, receive) {
      receive.forEach((block, k) => {
        if (block instanceof Uint8Array) copy(send[k], block);
        else for (let i = 0; i < block.length; i++) block[i] = tame(random);
      });
    },
    allGather(send, receive) {
      for (const block of receive) copy(send, block);
    },
    close() {},
  };
}
