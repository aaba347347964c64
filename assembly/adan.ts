// prettier-ignore
export function adan(
  g: lanes, m: lanes, v: lanes, n: lanes, previous: lanes, rate: lanes, rate2: lanes, keep1: lanes, gain1: lanes,
  keep2: lanes, gain2: lanes, keep3: lanes, gain3: lanes, ahead: lanes, eps: lanes, inner: lanes,
): lanes {
  const look = g + ahead * (g - previous);
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * (g - previous);
  n = keep3 * n + gain3 * (look * look);
  previous = g;
  return (rate * m + rate2 * v) / (sqrt(n + inner) + eps);
}
