export function adamAmsgrad(
  g: lanes,
  m: lanes,
  v: lanes,
  top: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  gain2: lanes,
  unbias: lanes,
  eps: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * g * g;
  top = max(unbias * v, top);
  return (rate * m) / (sqrt(top) + eps);
}
