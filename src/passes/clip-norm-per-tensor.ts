import type { Pass } from "../common-options.js";
import { multiply, normOf, wholeOf } from "./norms.js";
import { passOf, POSITIVE, readIn } from "./pass.js";

/**
 * Scales each gradient by itself so that its norm is at most `limit`: by limit / (norm + 1e-6) where that is below 1. The
 * rows of a list are parameters of their own here, also where the rule takes them as one matrix: give that as one flat array.
 *
 * Source: `torch.nn.utils.clip_grad_norm_` of one parameter at a time. Throws a `TypeError` or `RangeError` unless the limit
 * is a finite number above 0.
 *
 * @example new Adam({ passes: [clipNormPerTensor(1)] })
 */
/* @__NO_SIDE_EFFECTS__ */
export function clipNormPerTensor(limit: number): Pass {
  readIn("clipNormPerTensor", POSITIVE, limit);
  return passOf("clipNormPerTensor", { limit }, () => ({
    grad(grad) {
      const all = wholeOf(grad);
      const factor = limit / (normOf(grad, all) + 1e-6);
      if (!(factor >= 1)) multiply(grad, all, factor);
    },
  }));
}
