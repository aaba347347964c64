export function muonSums(
  g: lanes, m: lanes, u: lanes, keep: lanes, gain: lanes, mean: lanes, direct: lanes,
): sums {
  m = keep * m + gain * g;
  u = mean * m + direct * g;
  return { uu: u * u };
}

export function muon(g: lanes, u: lanes, rate: lanes): lanes {
  return rate * u;
}
