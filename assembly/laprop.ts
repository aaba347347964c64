export function laprop(
  g: lanes,
  m: lanes,
  v: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  gain2: lanes,
  eps: lanes,
): lanes {
  v = keep2 * v + gain2 * g * g;
  m = keep1 * m + gain1 * (g / (sqrt(v) + eps));
  return rate * m;
}
