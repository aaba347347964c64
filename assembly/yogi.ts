export function yogi(
  g: lanes,
  m: lanes,
  v: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  gain2: lanes,
  eps: lanes,
): lanes {
  const square = g * g;
  m = keep1 * m + gain1 * g;
  v = v - gain2 * sign(v - square) * square;
  return (rate * m) / (sqrt(v) + eps);
}
