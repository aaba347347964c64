import { Digest } from "./digest.mjs";
import { fill, shapes } from "./maps.mjs";
import { generator, tame } from "./numbers.mjs";

/** Models that are moved by several optimizers, saved in their midst and continued. */
export function digestOfPartitions({ AdamW, Lion, load, Partition, save, SGD }, backend) {
  const digest = new Digest();
  const place = backend && { backend };
  const make = () =>
    new Partition(
      [
        { match: /^[ad]$|W$/, optimizer: new Lion({ ...place, emaDecay: 0.9 }) },
        { match: (name) => name.endsWith("b"), optimizer: new SGD({ ...place, momentum: 0.9, accumulate: 2 }) },
        { optimizer: new AdamW({ ...place, groups: [{ match: ["x"], lr: 0.1, optional: true }] }) },
      ],
      { clipNorm: 0.8, nonFinite: "skip" },
    );
  for (const shape of shapes) {
    const random = generator(digest.count + 1);
    const first = make();
    const { params, grads } = shape.make(first, random);
    const step = (partition) => {
      fill(grads, () => tame(random));
      partition.update(params, grads, { gradScale: 0.5 });
      digest.number(partition.gradNorm);
    };
    for (let k = 0; k < 3; k++) step(first);
    const second = make();
    load(second, save(first, params));
    for (let k = 0; k < 3; k++) step(second);
    digest.optimizer(second, params);
  }
  return digest;
}
