export function larsSums(g: lanes, p: lanes, decay: lanes): sums {
  const u = g + decay * p;
  return { pp: p * p, uu: u * u };
}

// prettier-ignore
export function lars(
  g: lanes, p: lanes, v: lanes, keep: lanes, ahead: lanes, more: lanes, decay: lanes, rate: lanes,
): lanes {
  const move = rate * (g + decay * p);
  v = keep * v + move;
  return p + (ahead * move + more * v);
}
