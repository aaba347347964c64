export function momentum(g: lanes, v: lanes, rate: lanes, mu: lanes): lanes {
  v = mu * v + rate * g;
  return v;
}
