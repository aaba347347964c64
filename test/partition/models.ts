import { generator } from "../support.js";

export const start = () => ({
  W: new Float32Array(11).map((_, i) => Math.sin(i)),
  b: [0.5, -2, 1],
  V: new Float64Array(7).map((_, i) => Math.cos(i)),
  x: 0.75,
});
export type Model = ReturnType<typeof start>;

export function gradsOf(random: () => number): Model {
  const next = () => 4 * random() - 2;
  return {
    W: new Float32Array(11).map(next),
    b: [next(), next(), next()],
    V: new Float64Array(7).map(next),
    x: next(),
  };
}

interface Updates {
  update(params: object, grads: object, options?: { gradScale?: number }): void;
}

export function trained(optimizer: Updates, names: readonly (keyof Model)[], steps = 7, gradScale = 1): Partial<Model> {
  const pick = (of: Model) => Object.fromEntries(names.map((name) => [name, of[name]]));
  const random = generator(8);
  const params = pick(start());
  for (let t = 0; t < steps; t++) optimizer.update(params, pick(gradsOf(random)), { gradScale });
  return params as Partial<Model>;
}

export const MATRICES = /^[WV]$/;
export const ALL = ["W", "b", "V", "x"] as const;
