import { expect, it } from "vitest";
import { LBFGS, minimize as ofFit } from "optim-wasm/fit";
import { minimize, SGD, sparseRows } from "optim-wasm";

const bowl = ({ E }: { E: Float64Array }) => ({
  value: E[2] ** 2 + E[3] ** 2,
  grads: { E: sparseRows([1], [2 * E[2], 2 * E[3]]) },
});

it.each([
  ["optim-wasm", minimize],
  ["optim-wasm/fit", ofFit],
])("minimize of %s takes sparse rows and walks of the other entry", (_, from) => {
  for (const optimizer of [new SGD({ lr: 0.1 }), new LBFGS()]) {
    const E = new Float64Array([3, 3, 3, 3]);
    expect(from(bowl, { E }, optimizer)).toMatchObject({ reason: "gradient", converged: true });
    expect([...E.subarray(0, 2)]).toEqual([3, 3]);
    expect(Math.hypot(E[2], E[3])).toBeLessThan(1e-5);
  }
});
