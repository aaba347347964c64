export function lionCautious(
  g: lanes,
  p: lanes,
  m: lanes,
  rate: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  gain2: lanes,
  decay: lanes,
): lanes {
  const u = sign(keep1 * m + gain1 * g);
  m = keep2 * m + gain2 * g;
  return p + (rate * u - select(u * p < zero, zero, decay * p));
}
