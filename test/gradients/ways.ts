import * as fc from "fast-check";
import { SGD } from "../../src/index.js";
import type { Floats } from "../support.js";

export const BACKENDS = ["wasm", "js"] as const;
export const ARRAYS = ["allocated", "the caller's", "mixed"] as const;

/** How 300 values may be given as gradients. */
export const waysToGive = fc.array(
  fc.record({
    cuts: fc.array(fc.nat(300), { maxLength: 6 }),
    backend: fc.constantFrom(...BACKENDS),
    arrays: fc.constantFrom(...ARRAYS),
    groups: fc.boolean(),
    extra: fc.constantFrom({ clipNorm: 1 }, { nonFinite: "skip" as const }, { clipNorm: Infinity }),
  }),
  { minLength: 2, maxLength: 5 },
);

interface Way {
  readonly cuts: readonly number[];
  readonly backend: "wasm" | "js";
  readonly arrays: (typeof ARRAYS)[number];
  readonly groups: boolean;
  readonly extra: { clipNorm?: number; nonFinite?: "skip" };
}

/** The norm of these values, cut into tensors. */
export function normOf(flat: Floats, { cuts, backend, arrays, groups, extra }: Way): number | undefined {
  const places = [0, ...cuts.toSorted((a, b) => a - b), flat.length];
  const grads = Object.fromEntries(places.slice(1).map((end, k) => [`t${k}`, flat.slice(places[k], end)]));
  const optimizer = new SGD({
    ...extra,
    backend,
    groups: groups ? [{ match: (name) => Number(name.slice(1)) % 2 === 0, lr: 1 }] : [],
  });
  const params: Record<string, Floats> = Object.fromEntries(
    Object.entries(grads).map(([name, values]) => [name, values.slice()]),
  );
  if (arrays === "the caller's") optimizer.update(params, grads);
  else {
    const some = Object.fromEntries(Object.entries(params).filter((_, k) => arrays === "allocated" || k % 2 === 0));
    const home = optimizer.allocate(some);
    for (const name of Object.keys(some)) home.grads[name].set(grads[name]);
    if (arrays === "allocated") optimizer.update(home.params, home.grads);
    else optimizer.update({ ...params, ...home.params }, { ...grads, ...home.grads });
  }
  return optimizer.gradNorm;
}
