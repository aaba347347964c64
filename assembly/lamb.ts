// prettier-ignore
export function lambSums(
  g: lanes, p: lanes, m: lanes, v: lanes, u: lanes, keep1: lanes, gain1: lanes, keep2: lanes, gain2: lanes,
  mend1: lanes, mend2: lanes, eps: lanes, decay: lanes,
): sums {
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * (g * g);
  u = (mend1 * m) / (mend2 * sqrt(v) + eps) + decay * p;
  return { pp: p * p, uu: u * u };
}

export function lamb(g: lanes, u: lanes, rate: lanes): lanes {
  return rate * u;
}
