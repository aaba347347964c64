import { Digest } from "./digest.mjs";
import { fill, table } from "./maps.mjs";
import { awkward, generator, unusual } from "./numbers.mjs";

/** Beyond where codes of 8 bits begin, with blocks and vectors that are not full. */
const LENGTHS = { W: 5003, V: 4096, b: 9 };
const ASKED = { weightDecay: 0.01, clipNorm: 1_000, emaDecay: 0.9 };

/** Steps of rules whose state is kept smaller than its parameters, in own memory and in the caller's. */
export function digestOfSmall({ AdamW, Lion, Momentum }, backend) {
  const digest = new Digest();
  const place = backend && { backend };
  for (const Optimizer of [AdamW, Lion, Momentum]) {
    for (const stateType of ["bfloat16", "int8"]) {
      for (const options of [place, { ...place, ...ASKED }]) {
        for (const draw of [unusual, awkward]) {
          const random = generator(digest.count + 1);
          const optimizer = new Optimizer({ stateType, ...options });
          const maps = [1, 2].map(() =>
            Object.fromEntries(
              Object.entries(LENGTHS).map(([name, length]) => [name, table(Float32Array, random, length)]),
            ),
          );
          const { params, grads } = options ? { params: maps[0], grads: maps[1] } : optimizer.allocate(maps[0]);
          for (let step = 0; step < 4; step++) {
            fill(grads, () => draw(random));
            optimizer.update(params, grads);
          }
          // What a NaN carries shows in halves, and differs between machines.
          if (draw === awkward) digest.map(params);
          else digest.optimizer(optimizer, params);
        }
      }
    }
  }
  return digest;
}
