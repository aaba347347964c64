// prettier-ignore
export function scheduleFreeAdamw(
  g: lanes, p: lanes, z: lanes, v: lanes, keep: lanes, gain: lanes, rate: lanes, ahead: lanes,
  keep2: lanes, gain2: lanes, mend: lanes, eps: lanes, decay: lanes,
): lanes {
  v = keep2 * v + gain2 * g * g;
  const u = g / (sqrt(mend * v) + eps) + decay * p;
  const begun = select(abs(z) > -all(1), z, p);
  z = begun + rate * u;
  return keep * p + gain * begun + ahead * u;
}
