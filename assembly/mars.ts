export function marsSums(g: lanes, previous: lanes, c: lanes, ahead: lanes): sums {
  c = g + ahead * (g - previous);
  previous = g;
  return { cc: c * c };
}

// prettier-ignore
export function mars(
  g: lanes, c: lanes, m: lanes, v: lanes, rate: lanes, keep1: lanes, gain1: lanes, keep2: lanes, gain2: lanes, eps: lanes,
  size: lanes,
): lanes {
  const lean = c / size;
  m = keep1 * m + gain1 * lean;
  v = keep2 * v + gain2 * lean * lean;
  return (rate * m) / (sqrt(v) + eps);
}
