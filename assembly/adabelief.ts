export function adabelief(
  g: lanes,
  m: lanes,
  v: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  gain2: lanes,
  eps: lanes,
  epsRoot: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  const d = g - m;
  v = keep2 * v + gain2 * (d * d) + epsRoot;
  return (rate * m) / (sqrt(v) + eps);
}
