import type { Pass } from "../common-options.js";
import type { Tensor } from "../memory/tensor.js";
import { floatsOf, type Floats, type Numbers } from "../numbers.js";
import { rootOf } from "./norms.js";
import { passOf, POSITIVE, readIn } from "./pass.js";
import { rateFor } from "./rate.js";

/**
 * Shortens the rule's own move u of each parameter, of which a step is −r·u, so that its root mean square is at most
 * `limit`: by limit / RMS(u) where that is below 1. Decoupled decay is not part of it; r is lr, or what a rule that estimates
 * its rate makes of it. `Rprop`, whose lr is the size of the first step alone, is refused. The rows of a list are parameters of their
 * own here, also where the rule takes them as one matrix: give that as one flat array.
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
  return passOf("clipUpdateRms", { limit }, (of) => {
    const rateOf = rateFor("clipUpdateRms", of);
    const { decays, decoupled } = of.kernels;
    /** Parameters before the step. */
    const before = new WeakMap<Tensor, Floats>();
    return {
      before({ tensor, param }) {
        let kept = before.get(tensor);
        if (kept === undefined) before.set(tensor, (kept = new (floatsOf(tensor.element))(tensor.length)));
        kept.set(param);
      },
      param(param, place) {
        const rate = rateOf(place);
        const from = before.get(place.tensor) as Floats;
        const decay = decays && decoupled === undefined ? 0 : rate * (place.options.weightDecay as number);
        const masked = decoupled === "cautious";
        const norm = rootOf((by) => squares(param, from, decay, masked, by));
        const factor = (limit * rate) / (norm / Math.sqrt(param.length));
        if (factor < 1) shorten(param, from, decay, masked, factor);
      },
    };
  });
}

/** Of the move without the decay. */
function squares(param: Numbers, from: Floats, decay: number, masked: boolean, by: number): number {
  let sum = 0;
  for (let i = 0; i < from.length; i++) {
    const p = from[i];
    const move = (param[i] - p + (masked && !shrinks(p, param[i]) ? 0 : decay * p)) * by;
    sum += move * move;
  }
  return sum;
}

function shorten(param: Numbers, from: Floats, decay: number, masked: boolean, factor: number): void {
  for (let i = 0; i < from.length; i++) {
    const p = from[i];
    const decayed = masked && !shrinks(p, param[i]) ? 0 : decay * p;
    param[i] = p - decayed + factor * (param[i] - p + decayed);
  }
}

/** Whether it has come towards 0, or beyond: so it is where, and only where, a cautious decay was made. */
function shrinks(from: number, to: number): boolean {
  return from > 0 ? to < from : to > from;
}
