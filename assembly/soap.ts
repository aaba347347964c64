export function soapSums(g: lanes, u: lanes): sums {
  u = g;
  return { gg: g * g };
}

export function soap(g: lanes, p: lanes, u: lanes, rate: lanes, decay: lanes): lanes {
  return p + (rate * u - decay * p);
}
