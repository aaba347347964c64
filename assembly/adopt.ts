// prettier-ignore
export function adopt(
  g: lanes, p: lanes, m: lanes, v: lanes, rate: lanes, keep1: lanes, gain1: lanes, keep2: lanes, gain2: lanes,
  eps: lanes, bound: lanes, decay: lanes,
): lanes {
  const normed = min(max(g / max(sqrt(v), eps), -bound), bound);
  m = keep1 * m + gain1 * normed;
  v = keep2 * v + gain2 * (g * g);
  return p + (rate * m - select(zero < decay, decay * p, zero));
}
