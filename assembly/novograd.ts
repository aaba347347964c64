export function novogradSums(g: lanes): sums {
  return { gg: g * g };
}

export function novograd(g: lanes, p: lanes, m: lanes, keep: lanes, decay: lanes, rate: lanes, root: lanes): lanes {
  m = keep * m + (g / root + decay * p);
  return p + rate * m;
}
