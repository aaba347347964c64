export function sgdMomentum(g: lanes, b: lanes, rate: lanes, mu: lanes, gain: lanes, look: lanes): lanes {
  b = mu * b + gain * g;
  return rate * select(zero < look, g + mu * b, b);
}
