import type { Optimizer } from "../../src/index.js";

const initial = () => ({ W: new Float32Array([1, -2, 3, 4]), b: [0.5, 2], x: 3 });

export function trained<O extends Optimizer>(
  optimizer: O,
  calls = 5,
): { optimizer: O; params: ReturnType<typeof initial> } {
  const params = initial();
  for (let t = 0; t < calls; t++) goOn(optimizer, params, t);
  return { optimizer, params };
}

export function goOn(optimizer: Optimizer, params: ReturnType<typeof initial>, t: number): void {
  optimizer.update(params, { W: [1, t, -1, 0.1], b: [t, -1], x: 0.3 });
}
