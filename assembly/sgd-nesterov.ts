export function sgdNesterov(g: lanes, b: lanes, rate: lanes, mu: lanes, gain: lanes): lanes {
  b = mu * b + gain * g;
  return rate * (g + mu * b);
}
