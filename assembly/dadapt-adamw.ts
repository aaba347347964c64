// prettier-ignore
export function dadaptAdamwSums(
  g: lanes, s: lanes, m: lanes, v: lanes, keep1: lanes, gain1: lanes, keep2: lanes, gain2: lanes, keep3: lanes, gain3: lanes,
  eps: lanes,
): sums {
  const far = s / (sqrt(v) + eps);
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * g * g;
  s = keep3 * s + gain3 * g;
  return { moved: g * far, size: abs(s) };
}

export function dadaptAdamw(g: lanes, p: lanes, m: lanes, v: lanes, eps: lanes, decay: lanes): lanes {
  return p - (m / (sqrt(v) + eps) + decay * p);
}
