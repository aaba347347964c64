import { normal, seeded } from "../random.js";

/** A peak on a slope: what a spectrometer might see. */
export interface Peak {
  height: number;
  centre: number;
  width: number;
  base: [number, number];
}

export const truth: Peak = { height: 3, centre: 4.2, width: 0.7, base: [0.5, 0.1] };

export function peak(x: number, { height, centre, width, base: [level, slope] }: Peak): number {
  return height * Math.exp(-(((x - centre) / width) ** 2)) + level + slope * x;
}

export interface Points {
  readonly x: number[];
  readonly y: number[];
}

/** Points of it with normal noise, of which some are far off. */
export function measure({ count = 80, noise = 0.15, outliers = 4, seed = 1 } = {}): Points {
  const random = seeded(seed);
  const x = Array.from({ length: count }, (_, i) => (10 * i) / (count - 1));
  const y = x.map((each) => peak(each, truth) + noise * normal(random));
  for (let k = 0; k < outliers; k++) y[Math.floor(random() * count)] += 2;
  return { x, y };
}
