import { randomOf, shuffled } from "../random.js";

/** Points spread over a cube: a Latin hypercube, or Sobol's sequence. */
export type Design = "latinHypercube" | "sobol";

/** The j-th coordinate of the k-th point, in [0, 1). */
export type Coordinate = (k: number, j: number) => number;

/**
 * As many points, one in each of as many equal slices of every coordinate: McKay, Beckman, Conover 1979, Technometrics 21(2).
 * Each coordinate has an order of its own, made when it is first asked for.
 */
export function latinHypercube(count: number, seed: number): Coordinate {
  const columns: { order: Int32Array; within: Float64Array }[] = [];
  return (k, j) => {
    while (columns.length <= j) {
      const random = randomOf(seed + 7919 * columns.length);
      const order = shuffled(count, random);
      columns.push({ order, within: Float64Array.from({ length: count }, () => random()) });
    }
    const { order, within } = columns[j];
    return (order[k] + within[k]) / count;
  };
}

/** Degree, coefficients and first direction numbers of Joe & Kuo 2008, SIAM J. Sci. Comput. 30, for the coordinates from the second on. */
const DIRECTIONS: readonly (readonly [degree: number, coefficients: number, first: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

/** Coordinates that Sobol's sequence has here. */
const SOBOL_MOST = DIRECTIONS.length + 1;
const BITS = 30;

/** Sobol's sequence from its second point on, each coordinate shifted by the seed, modulo 1: Cranley & Patterson 1976. */
export function sobol(seed: number): Coordinate {
  const numbers: Int32Array[] = [];
  const random = randomOf(seed);
  const shifts = Float64Array.from({ length: SOBOL_MOST }, () => (seed === 0 ? 0 : random()));
  return (k, j) => {
    if (j >= SOBOL_MOST)
      throw new RangeError(
        `Sobol points have at most ${SOBOL_MOST} coordinates: take design: "latinHypercube" for more`,
      );
    while (numbers.length <= j) numbers.push(directionsOf(numbers.length));
    let bits = 0;
    // By the Gray code of the point's number, as Antonov & Saleev 1979 order them.
    const code = (k + 1) ^ ((k + 1) >> 1);
    for (let i = 0; i < BITS; i++) if ((code >> i) & 1) bits ^= numbers[j][i];
    const x = bits / 2 ** BITS + shifts[j];
    return x < 1 ? x : x - 1;
  };
}

function directionsOf(j: number): Int32Array {
  const v = new Int32Array(BITS);
  if (j === 0) return v.map((_, i) => 2 ** (BITS - 1 - i));
  const [degree, coefficients, first] = DIRECTIONS[j - 1];
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      v[i] = first[i] * 2 ** (BITS - 1 - i);
      continue;
    }
    v[i] = v[i - degree] ^ (v[i - degree] >> degree);
    for (let k = 1; k < degree; k++) if ((coefficients >> (degree - 1 - k)) & 1) v[i] ^= v[i - k];
  }
  return v;
}
