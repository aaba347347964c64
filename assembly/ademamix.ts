// prettier-ignore
export function ademamix(
  g: lanes, m1: lanes, m2: lanes, v: lanes, rate1: lanes, rate2: lanes, keep1: lanes, gain1: lanes, keep2: lanes,
  gain2: lanes, keep3: lanes, gain3: lanes, eps: lanes,
): lanes {
  m1 = keep1 * m1 + gain1 * g;
  m2 = keep3 * m2 + gain3 * g;
  v = keep2 * v + gain2 * (g * g);
  return (rate1 * m1 + rate2 * m2) / (sqrt(v) + eps);
}
