// prettier-ignore
export function prodigySums(
  g: lanes, p: lanes, p0: lanes, s: lanes, m: lanes, v: lanes, keep1: lanes, gain1: lanes, keep2: lanes, gain2: lanes,
  keep3: lanes, gain3: lanes,
): sums {
  p0 = select(abs(p0) > -all(1), p0, p);
  s = keep3 * s + gain3 * g;
  m = keep1 * m + gain1 * g;
  v = keep2 * v + gain2 * g * g;
  return { moved: g * (p0 - p), size: abs(s) };
}

export function prodigy(g: lanes, p: lanes, m: lanes, v: lanes, rate: lanes, eps: lanes, decay: lanes): lanes {
  return p - ((rate * m) / (sqrt(v) + eps) + decay * p);
}
