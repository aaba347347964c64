export function radam(
  g: lanes,
  m: lanes,
  v: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  gain2: lanes,
  eps: lanes,
  adapts: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * g * g;
  return (rate * m) / select(adapts > zero, sqrt(v) + eps, all(1));
}
