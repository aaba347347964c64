export function adagrad(g: lanes, h: lanes, rate: lanes, eps: lanes): lanes {
  h += g * g;
  return (rate * g) / (sqrt(h) + eps);
}
