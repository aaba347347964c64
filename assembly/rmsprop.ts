export function rmsprop(
  g: lanes,
  h: lanes,
  rate: lanes,
  keep: lanes,
  gain: lanes,
  inside: lanes,
  outside: lanes,
): lanes {
  h = keep * h + gain * g * g;
  return (rate * g) / (sqrt(h + inside) + outside);
}
