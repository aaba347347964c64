import { DECAY, HIGH, L2, LOW, SCALE } from "../kernels/scalars.js";
import type { Span } from "../memory/span.js";
import type { Values } from "../options/hyperparameters.js";

/** Whether a rule without roots, or one whose eps outweighs the root of any subnormal number: else 0 in its place would change the step. */
export function maySweep(eps: Values[string] | undefined): boolean {
  return eps === undefined || (eps as number) >= 1e-10;
}

/** What the kernels beside the plain one take. They ask the bits whether there is any decay: −0 would be one. */
export function writeShared({ scalars: out, decays }: Span, values: Values, gradScale: number): void {
  const { weightDecay, l2, clipValue, maximize, lr } = values as Record<string, number>;
  out[SCALE] = maximize ? -gradScale : gradScale;
  out[HIGH] = clipValue;
  out[LOW] = -clipValue;
  out[L2] = Math.abs(l2);
  out[DECAY] = decays ? 0 : Math.abs(lr * weightDecay);
}
