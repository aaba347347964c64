import type { Pass } from "../common-options.js";
import type { Tensor } from "../memory/tensor.js";
import { floatsOf, type Floats } from "../numbers.js";
import { normOf, wholeOf } from "./norms.js";
import { passOf, POSITIVE, readIn } from "./pass.js";

/**
 * Shortens the rule's own move u of each parameter, of which a step is −lr·u, so that its root mean square is at most
 * `limit`: by limit / RMS(u) where that is below 1. Decoupled decay is not part of it. The rows of a list are parameters of
 * their own here, also where the rule takes them as one matrix: give that as one flat array.
 *
 * Source: update clipping, Shazeer & Stern 2018, §6; `optax.clip_by_block_rms` between a rule and its rate. The move is
 * what the parameter has changed by, so it is known to the parameter's own last digit. Throws a `TypeError` or `RangeError`
 * unless the limit is a finite number above 0.
 *
 * @example new Adam({ passes: [clipUpdateRms(1)] })
 */
/* @__NO_SIDE_EFFECTS__ */
export function clipUpdateRms(limit: number): Pass {
  readIn("clipUpdateRms", POSITIVE, limit);
  return passOf("clipUpdateRms", ({ title, hyper, kernels }) => {
    if (!("lr" in hyper.values[0]))
      throw new TypeError(`passes: clipUpdateRms goes by the rate lr, which ${title} does not have`);
    /** Parameters before the step. */
    const before = new WeakMap<Tensor, Floats>();
    return {
      before({ tensor, param }) {
        let kept = before.get(tensor);
        if (kept === undefined) before.set(tensor, (kept = new (floatsOf(tensor.element))(tensor.length)));
        kept.set(param);
      },
      param(param, { tensor, options }) {
        const { lr, weightDecay } = options as Record<string, number>;
        const from = before.get(tensor) as Floats;
        const decay = kernels.decays ? 0 : lr * weightDecay;
        const move = Float64Array.from(param, (p, i) => p - from[i] + decay * from[i]);
        const rms = normOf(move, wholeOf(move)) / Math.sqrt(move.length);
        const factor = (limit * lr) / rms;
        if (!(factor < 1)) return;
        for (let i = 0; i < param.length; i++) param[i] = from[i] - decay * from[i] + factor * move[i];
      },
    };
  });
}
