export function signum(g: lanes, m: lanes, rate: lanes, keep: lanes, gain: lanes): lanes {
  m = keep * m + gain * g;
  return rate * sign(m);
}
