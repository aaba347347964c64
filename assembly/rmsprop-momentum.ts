export function rmspropMomentum(
  g: lanes,
  h: lanes,
  b: lanes,
  rate: lanes,
  keep: lanes,
  gain: lanes,
  inside: lanes,
  outside: lanes,
  mu: lanes,
): lanes {
  h = keep * h + gain * g * g;
  b = mu * b + g / (sqrt(h + inside) + outside);
  return rate * b;
}
