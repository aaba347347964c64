import { VECTOR, bytes } from "../loop";

/** The means m of g and v of g²; g becomes m / (√v + eps). */
export function moments(
  g: usize, m: usize, v: usize, count: usize, keep1: float, gain1: float, keep2: float, gain2: float, eps: float,
): void {
  const end = bytes(count);
  let i: usize = 0;
  for (; i + VECTOR <= end; i += VECTOR) {
    const x = v128.load(g + i);
    const mean = v128.splat<float>(keep1) * v128.load(m + i) + v128.splat<float>(gain1) * x;
    const square = v128.splat<float>(keep2) * v128.load(v + i) + v128.splat<float>(gain2) * (x * x);
    v128.store(m + i, mean);
    v128.store(v + i, square);
    v128.store(g + i, mean / (v128.sqrt<float>(square) + v128.splat<float>(eps)));
  }
  for (; i < end; i += bytes(1)) {
    const x = load<float>(g + i);
    const mean = keep1 * load<float>(m + i) + gain1 * x;
    const square = keep2 * load<float>(v + i) + gain2 * (x * x);
    store<float>(m + i, mean);
    store<float>(v + i, square);
    store<float>(g + i, mean / (sqrt(square) + eps));
  }
}
