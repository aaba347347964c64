/** Within how many standard errors 95 % of Student's t with whole degrees of freedom are. */
export function spread95(dof: number): number {
  if (dof <= 0) return Infinity;
  let [below, above] = [0, Math.PI / 2];
  for (let k = 0; k < 60; k++) {
    const angle = (below + above) / 2;
    if (within(angle, dof) < 0.95) below = angle;
    else above = angle;
  }
  return Math.sqrt(dof) * Math.tan(above);
}

/** The share within ±t, where t is √dof · tan(angle): the finite series of Abramowitz & Stegun 26.7.3 and 26.7.4. */
function within(angle: number, dof: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = dof % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= dof - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosine * cosine;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
