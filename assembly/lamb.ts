export function lambSums(
  g: lanes,
  p: lanes,
  m: lanes,
  v: lanes,
  u: lanes,
  keep1: lanes,
  gain1: lanes,
  keep2: lanes,
  gain2: lanes,
  unbias1: lanes,
  unbias2: lanes,
  eps: lanes,
  decay: lanes,
): sums {
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * (g * g);
  u = (unbias1 * m) / (sqrt(unbias2 * v) + eps) + decay * p;
  return { pp: p * p, uu: u * u };
}

export function lamb(g: lanes, u: lanes, rate: lanes): lanes {
  return rate * u;
}
