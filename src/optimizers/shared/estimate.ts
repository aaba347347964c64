import type { Summed } from "../../phases/phased.js";
import { adamBias, inAll, type Estimate } from "./adapted.js";

/** The next d, by the sums over the model. */
export function estimate(all: readonly Summed<Settings, "moved" | "size">[], carried: Carried): void {
  const { moved, size } = inAll(all);
  const [{ options }] = all;
  const { beta2, beta3, d0, dCoef, growthRate } = options;
  // Of gradients of 0 alone nothing is learnt.
  if (size === 0) return;
  const d = carried.before;
  carried.numerator = keptOf(beta2, beta3) * carried.numerator + (d / d0) * d * biasOf(options, carried) * moved;
  const found = (dCoef * carried.numerator) / size;
  const begun = d === d0 && found > d ? found : d;
  if (found > carried.most) carried.most = found;
  carried.d = Math.min(carried.most, begun * growthRate);
}

/** r of a step. */
export function stepRate(options: Settings, carried: Carried): number {
  return carried.before * (options.lr * biasOf(options, carried));
}

/** What lr is multiplied by, beside d. */
export function biasOf(options: Pick<Settings, "beta1" | "beta2" | "useBiasCorrection">, carried: Estimate): number {
  return options.useBiasCorrection ? adamBias(options, carried) : 1;
}

export function keptOf(beta2: number, beta3: number): number {
  return Number.isNaN(beta3) ? Math.sqrt(beta2) : beta3;
}

type Numbers = "lr" | "beta1" | "beta2" | "beta3" | "eps" | "weightDecay" | "d0" | "dCoef" | "growthRate";
export type Settings = Readonly<Record<Numbers, number>> & { readonly useBiasCorrection: boolean };
/** `most` is the largest estimate so far. */
export type Carried = Estimate & { most: number };
