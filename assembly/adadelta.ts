export function adadelta(g: lanes, v: lanes, u: lanes, rate: lanes, keep: lanes, gain: lanes, eps: lanes): lanes {
  v = keep * v + gain * g * g;
  const d = (sqrt(u + eps) / sqrt(v + eps)) * g;
  u = keep * u + gain * d * d;
  return rate * d;
}
