export function rmsprop(g: lanes, h: lanes, rate: lanes, keep: lanes, gain: lanes, eps: lanes): lanes {
  h = keep * h + gain * g * g;
  return (rate * g) / (sqrt(h) + eps);
}
