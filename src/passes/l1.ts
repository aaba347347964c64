import type { Pass } from "../common-options.js";
import { passOf, POSITIVE, readIn } from "./pass.js";
import { rateFor } from "./rate.js";

/**
 * A penalty λ·|p|, by its proximal step: after each step `p = sign(p)·max(|p| − r·λ, 0)`, with r the rate of the parameter's
 * group at that step: lr, or what a rule that estimates its rate makes of it. So parameters become 0, and not only small.
 * `Rprop`, whose lr is the size of the first step alone, is refused.
 *
 * Source: ISTA, Daubechies, Defrise & De Mol 2004; Parikh & Boyd 2014, "Proximal Algorithms". Throws a `TypeError` or
 * `RangeError` unless `lambda` is a finite number above 0.
 *
 * @example new SGD({ lr: 0.1, passes: [l1(1e-4)] })
 */
/* @__NO_SIDE_EFFECTS__ */
export function l1(lambda: number): Pass {
  readIn("l1", POSITIVE, lambda);
  return passOf("l1", { lambda }, (of) => {
    const rateOf = rateFor("l1", of);
    return {
      param(param, place) {
        const least = rateOf(place) * lambda;
        for (let i = 0; i < param.length; i++) {
          const p = param[i];
          // Comparisons in this order let a NaN be.
          if (p > least) param[i] = p - least;
          else if (p < -least) param[i] = p + least;
          else if (p >= -least) param[i] = 0;
        }
      },
    };
  });
}
