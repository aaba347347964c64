export function adamax(
  g: lanes,
  m: lanes,
  u: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  eps: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  u = max(abs(g) + eps, keep2 * u);
  return (rate * m) / u;
}
