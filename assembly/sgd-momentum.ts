export function sgdMomentum(g: lanes, b: lanes, rate: lanes, mu: lanes, gain: lanes): lanes {
  b = mu * b + gain * g;
  return rate * b;
}
