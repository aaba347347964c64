export function adam(g: lanes, m: lanes, v: lanes, rate: lanes, gain1: lanes, gain2: lanes, eps: lanes): lanes {
  m += gain1 * (g - m);
  v += gain2 * (g * g - v);
  return (rate * m) / (sqrt(v) + eps);
}
