import { Digest } from "./digest.mjs";
import { generator } from "./numbers.mjs";

/** Minimizations by L-BFGS, free and in bounds, and fits by least squares: each iteration's value, and where they end. */
export function digestOfFits({ LBFGS, minimize, leastSquares }, backend) {
  const digest = new Digest();
  const place = backend && { backend };
  for (const start of starts()) {
    for (const bounds of [undefined, { lower: { x: -0.5 }, upper: { x: 0.75 } }]) {
      const params = start();
      const minimum = minimize(rosenbrock, params, new LBFGS({ ...place, history: 5, ...(bounds && { bounds }) }), {
        maxIterations: 60,
        onIteration: ({ value }) => digest.number(value),
      });
      digest.map(params);
      for (const number of [minimum.value, minimum.gradNorm, minimum.evaluations]) digest.number(number);
    }
  }
  for (const loss of ["linear", "softL1", "huber"]) {
    const { residuals, params } = enzyme();
    const fit = leastSquares(residuals, params, { loss, bounds: { lower: { most: 0 } } });
    digest.map(fit.params);
    digest.map(fit.standardErrors);
    for (const number of [fit.value, fit.evaluations]) digest.number(number);
  }
  return digest;
}

function starts() {
  const values = Array.from({ length: 37 }, (_, k) => (k % 2 ? 1 : -1.2));
  return [
    () => ({ x: Float64Array.from(values) }),
    () => ({ x: Float32Array.from(values) }),
    () => ({ x: [...values] }),
  ];
}

function rosenbrock({ x }) {
  const grad = Array.from(x, () => 0);
  let value = 0;
  for (let k = 0; k + 1 < x.length; k++) {
    const [a, b] = [x[k + 1] - x[k] * x[k], 1 - x[k]];
    value += 100 * a * a + b * b;
    grad[k] -= 400 * a * x[k] + 2 * b;
    grad[k + 1] += 200 * a;
  }
  return { value, grads: { x: grad } };
}

/** most·s/(half + s), a little off, one point far. */
function enzyme() {
  const random = generator(11);
  const data = Array.from({ length: 14 }, (_, k) => [
    k + 1,
    (3 * (k + 1)) / (2 + k + 1) + (random() - 0.5) / 20 + (k === 6),
  ]);
  return {
    params: { most: 1, half: 1 },
    residuals: ({ most, half }) => data.map(([s, rate]) => (most * s) / (half + s) - rate),
  };
}
