export function adamCautious(
  g: lanes,
  p: lanes,
  m: lanes,
  v: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  gain2: lanes,
  eps: lanes,
  decay: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * g * g;
  const u = m / (sqrt(v) + eps);
  return p + (rate * u - select(sign(u) * p < zero, zero, decay * p));
}
