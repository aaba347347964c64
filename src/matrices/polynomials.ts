/** The polynomial of an iteration: x becomes (a + b·xxᵀ + c·(xxᵀ)²)·x. */
export type Coefficients = readonly [a: number, b: number, c: number];

/**
 * The best odd polynomials of degree 5 for singular values from 1e-3 to 1, one iteration after the other (Amsel et al. 2025,
 * arXiv 2505.16932); from the eighth on it is the last.
 */
const POLAR = [
  [8.28721201814563, -23.595886519098837, 17.300387312530933],
  [4.107059111542203, -2.9478499167379106, 0.5448431082926601],
  [3.9486908534822946, -2.908902115962949, 0.5518191394370137],
  [3.3184196573706015, -2.488488024314874, 0.51004894012372],
  [2.300652019954817, -1.6689039845747493, 0.4188073119525673],
  [1.891301407787398, -1.2679958271945868, 0.37680408948524835],
  [1.8750014808534479, -1.2500016453999487, 0.3750001645474248],
];

/** That of iteration k, all but the last for values 1.01 times as large, so that rounding leads none beyond 1. */
export function polar(k: number): Coefficients {
  if (k >= POLAR.length) return [1.875, -1.25, 0.375];
  const [a, b, c] = POLAR[k];
  return [a / 1.01, b / (1.01 * 1.01 * 1.01), c / (1.01 * 1.01 * 1.01 * 1.01 * 1.01)];
}
