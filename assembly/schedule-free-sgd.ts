export function scheduleFreeSgd(
  g: lanes,
  p: lanes,
  z: lanes,
  keep: lanes,
  gain: lanes,
  rate: lanes,
  ahead: lanes,
  decay: lanes,
): lanes {
  const u = g + decay * p;
  const begun = select(abs(z) > -all(1), z, p);
  z = begun + rate * u;
  return keep * p + gain * begun + ahead * u;
}
