import { Adam, ReduceOnPlateau, type AdamOptions } from "../../src/index.js";

export const create = (options: AdamOptions = {}) =>
  new Adam({ accumulate: 2, emaDecay: 0.5, lr: new ReduceOnPlateau({ initValue: 0.5 }), ...options });

/** One that has made a step, averages and half a window. */
export function trained(options: AdamOptions = {}) {
  const optimizer = create(options);
  const params = { W: Float32Array.of(1, 2), b: [3] };
  for (let call = 0; call < 3; call++) optimizer.update(params, { W: [1, -2], b: [0.5] });
  return optimizer;
}

/** A snapshot as a stranger gives it. */
export type Loose = Record<string, Record<string, unknown>>;
