export function adamax(
  g: lanes,
  m: lanes,
  u: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  inside: lanes,
  outside: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  u = max(abs(g) + inside, keep2 * u);
  return (rate * m) / (u + outside);
}
