import { DECAY, HIGH, L2, LOW, SCALE } from "../kernels/scalars.js";
import type { Span } from "../memory/span.js";
import type { Hyperparameters, Values } from "../options/hyperparameters.js";
import type { Part } from "./move.js";

/**
 * Clears what has become subnormal of the state, of rules without roots and of those whose eps outweighs the root of any
 * subnormal number: else, and where a rule asks for signs, 0 in its place would change the step.
 */
export function sweep(parts: readonly Part[], { values }: Hyperparameters): void {
  for (let k = 0; k < parts.length; k++) {
    const { span, runs } = parts[k];
    const { eps = 1, epsRoot } = values[span.group];
    if (!span.rule.signs && ((eps as number) >= 1e-10 || (epsRoot as number) >= 1e-20))
      for (let j = 0; j < runs.length; j++) span.sweep(runs[j].begin, runs[j].end);
  }
}

/** What the kernels beside the plain one take. They ask the bits whether there is any decay: −0 would be one. */
export function writeShared({ scalars: out, rule }: Span, values: Values, gradScale: number): void {
  const { weightDecay, l2, clipValue, maximize, lr } = values as Record<string, number>;
  out[SCALE] = maximize ? -gradScale : gradScale;
  out[HIGH] = clipValue;
  out[LOW] = -clipValue;
  out[L2] = l2;
  out[DECAY] = rule.decays ? 0 : lr * weightDecay;
}
