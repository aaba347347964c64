export function sm3Sums(g: lanes, u: lanes): sums {
  u = g;
  return { gg: g * g };
}

export function sm3(g: lanes, m: lanes, u: lanes, keep: lanes, gain: lanes, rate: lanes): lanes {
  m = keep * m + gain * u;
  return rate * m;
}
