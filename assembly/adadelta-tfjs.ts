export function adadeltaTfjs(g: lanes, v: lanes, u: lanes, rate: lanes, keep: lanes, gain: lanes, eps: lanes): lanes {
  const d = (sqrt(u + eps) / sqrt(v + eps)) * g;
  // In tfjs's order, of which it has the bits.
  v = keep * v + gain * (g * g);
  u = keep * u + gain * (d * d);
  return rate * d;
}
