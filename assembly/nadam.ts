export function nadam(
  g: lanes,
  m: lanes,
  v: lanes,
  look: lanes,
  direct: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  gain2: lanes,
  unbias: lanes,
  eps: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * g * g;
  return (look * m + direct * g) / (sqrt(unbias * v) + eps);
}
