import { expect, it } from "vitest";
import { LAMB, LARS } from "../../src/index.js";

/** How far a step by gradients of this size goes from 1. */
function far(
  create: () => Pick<LARS, "update">,
  Type: typeof Float32Array | typeof Float64Array,
  size: number,
): number {
  const params = { x: Type.of(1, 1) };
  create().update(params, { x: Type.of(size, size) });
  return 1 - params.x[0];
}

it.each([
  ["LARS", 0.001, () => new LARS({ lr: 1 }), Float32Array, [1e-20, 1e-35, 1e-37, 1e-40]],
  ["LARS", 0.001, () => new LARS({ lr: 1 }), Float64Array, [1e-20, 1e-40, 1e-60, 1e-150]],
  ["LAMB", 0.1, () => new LAMB({ lr: 0.1 }), Float64Array, [1e-36, 1e-40, 1e-60, 1e-140]],
] as const)("a step of %s is %f of the parameter however small gradients are", (_, share, create, Type, sizes) => {
  for (const size of sizes) expect(far(create, Type, size)).toBeCloseTo(share, Type === Float32Array ? 6 : 12);
});

it.each([Float32Array, Float64Array])("the least gradients make no NaN", (Type) => {
  const least = Type === Float32Array ? 2 ** -149 : 2 ** -1074;
  for (const lr of [0, 1, 1e30])
    for (const create of [() => new LARS({ lr, trustCoefficient: 1e30 }), () => new LAMB({ lr, eps: 1e30 })])
      for (const size of [least, 1e-37, 1e-160]) expect(far(create, Type, size)).not.toBeNaN();
});
