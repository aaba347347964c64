export function asgd(g: lanes, p: lanes, ax: lanes, rate: lanes, shrink: lanes, keep: lanes, gain: lanes): lanes {
  const next = p - (shrink * p + rate * g);
  ax = keep * ax + gain * next;
  return next;
}
