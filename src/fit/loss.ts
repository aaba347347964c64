/** How a residual counts: as SciPy names them, but for `softL1`. */
export type Loss = "linear" | "softL1" | "huber" | "cauchy";

/** A loss ρ and its first two derivatives, of the square z of a residual over the loss's scale. */
type Rho = (z: number) => readonly [number, number, number];

export const LOSSES: Readonly<Record<Loss, Rho>> = {
  linear: (z) => [z, 1, 0],
  softL1: (z) => {
    const root = Math.sqrt(1 + z);
    return [2 * (root - 1), 1 / root, -0.5 / (root * (1 + z))];
  },
  huber: (z) => {
    if (z <= 1) return [z, 1, 0];
    const root = Math.sqrt(z);
    return [2 * root - 1, 1 / root, -0.5 / (root * z)];
  },
  cauchy: (z) => [Math.log1p(z), 1 / (1 + z), -1 / ((1 + z) * (1 + z))],
};

/** The sum of scale² · ρ((r / scale)²). */
export function lossOf(rho: Rho, scale: number, residuals: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < residuals.length; i++) sum += scale * scale * rho(square(residuals[i] / scale))[0];
  return sum;
}

/** Not by `**`, which is `Math.pow`: engines differ in it. */
function square(x: number): number {
  return x * x;
}

/** The least curvature, as a share of the first derivative: with less, the residuals of outliers would drown the others. */
const LEAST = 0.1;

/**
 * Residuals and Jacobian of least squares that have the gradient of the loss and, but for what would make it small or
 * negative, its curvature: Triggs, McLauchlan, Hartley, Fitzgibbon 2000, Bundle adjustment, section 4.3. Both are overwritten.
 */
export function robust(rho: Rho, scale: number, residuals: Float64Array, jacobian: Float64Array): void {
  const m = residuals.length;
  for (let i = 0; i < m; i++) {
    const z = square(residuals[i] / scale);
    const [, first, second] = rho(z);
    const root = Math.sqrt(Math.max(first + 2 * second * z, LEAST * first));
    residuals[i] *= first / root;
    for (let at = i; at < jacobian.length; at += m) jacobian[at] *= root;
  }
}
