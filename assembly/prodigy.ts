export function prodigySums(g: lanes, p: lanes, p0: lanes, s: lanes, keep3: lanes, gain3: lanes): sums {
  p0 = select(p0 < all(1e300), p0, p);
  s = keep3 * s + gain3 * g;
  const way = p0 - p;
  const far = abs(s);
  return { moved: g * way, size: far };
}

// prettier-ignore
export function prodigy(
  g: lanes, p: lanes, m: lanes, v: lanes, keep1: lanes, gain1: lanes, keep2: lanes, gain2: lanes, rate: lanes, eps: lanes,
  decay: lanes,
): lanes {
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * g * g;
  return p - ((rate * m) / (sqrt(v) + eps) + decay * p);
}
