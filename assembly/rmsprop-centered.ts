export function rmspropCentered(
  g: lanes,
  h: lanes,
  a: lanes,
  rate: lanes,
  keep: lanes,
  gain: lanes,
  inside: lanes,
  outside: lanes,
): lanes {
  h = keep * h + gain * g * g;
  a = keep * a + gain * g;
  // Rounding may take it below 0; where both overflow it is h.
  const centered = select(h - a * a > zero, h - a * a, select(h - h < all(1), zero, h));
  return (rate * g) / (sqrt(centered + inside) + outside);
}
