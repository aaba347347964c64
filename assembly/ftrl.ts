export function ftrl(g: lanes, p: lanes, h: lanes, z: lanes, inv: lanes, power: lanes, l1: lanes, rest: lanes): lanes {
  const before = select(power > all(0.75), h, select(power > all(0.25), sqrt(h), all(1)));
  h += g * g;
  const after = select(power > all(0.75), h, select(power > all(0.25), sqrt(h), all(1)));
  z += g - (after - before) * inv * p;
  return (max(min(z, l1), -l1) - z) / (after * inv + rest);
}
