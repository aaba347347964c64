import { Digest } from "./digest.mjs";
import { fill, keepNumber, largeShapes, shapes } from "./maps.mjs";
import { awkward, generator } from "./numbers.mjs";

export function digestOf(Optimizer, options) {
  const digest = new Digest();
  for (const lr of [undefined, 0.3, (iteration) => 1 / (iteration + 2)]) {
    for (const shape of lr === undefined ? [...shapes, ...largeShapes] : shapes) {
      const random = generator(digest.count + 1);
      const optimizer = new Optimizer(lr === undefined ? options : { ...options, lr });
      const { params, grads } = shape.make(optimizer, random);
      for (let step = 0; step < 12; step++) {
        fill(grads, () => awkward(random));
        const moving = step % 4 === 3 ? shape.part(params) : params;
        optimizer.update(moving, grads);
        if (moving !== params) for (const name of Object.keys(moving)) keepNumber(params, moving, name);
      }
      digest.optimizer(optimizer, params);
    }
  }
  return digest;
}
