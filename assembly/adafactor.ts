export function adafactorSums(g: lanes, p: lanes, u: lanes): sums {
  u = g;
  return { pp: p * p };
}

export function adafactor(g: lanes, u: lanes, rate: lanes): lanes {
  return rate * u;
}
