// prettier-ignore
export function dadaptAdamwSums(
  g: lanes, s: lanes, v: lanes, keep3: lanes, gain3: lanes, eps: lanes,
): sums {
  const way = s / (sqrt(v) + eps);
  s = keep3 * s + gain3 * g;
  const far = abs(s);
  return { moved: g * way, size: far };
}

// prettier-ignore
export function dadaptAdamw(
  g: lanes, p: lanes, m: lanes, v: lanes, keep1: lanes, gain1: lanes, keep2: lanes, gain2: lanes, eps: lanes, decay: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * g * g;
  return p - (m / (sqrt(v) + eps) + decay * p);
}
