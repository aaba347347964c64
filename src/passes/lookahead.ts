import type { Pass } from "../common-options.js";
import { SLOW } from "../memory/layout.js";
import { passOf, readNumbers } from "./pass.js";

/** How `lookahead` goes. */
export interface LookaheadOptions {
  /** Steps of a parameter between two looks back. Default 5. */
  steps?: number;
  /** How far the slow weights go towards the fast ones, in (0, 1]. Default 0.5. */
  alpha?: number;
}

/**
 * Slow weights s beside the parameters, which begin at them: at every `steps`-th step of a parameter
 * `s = (1 − alpha)·s + alpha·p; p = s`. The slow weights are state: files, snapshots and `rename` keep them.
 *
 * Source: Zhang, Lucas, Hinton & Ba 2019; `optax.lookahead`. Throws a `TypeError` or `RangeError` for options out of
 * range.
 *
 * @example new Adam({ passes: [lookahead({ steps: 5, alpha: 0.5 })] })
 */
/* @__NO_SIDE_EFFECTS__ */
export function lookahead(options: LookaheadOptions = {}): Pass {
  const { steps, alpha } = readNumbers("lookahead", options, {
    steps: { default: 5, expected: "a whole number ≥ 1", takes: (value) => Number.isSafeInteger(value) && value >= 1 },
    alpha: { default: 0.5, expected: "a finite number in (0, 1]", takes: (value) => value > 0 && value <= 1 },
  });
  return passOf("lookahead", { steps, alpha }, () => ({
    slot: SLOW,
    before({ tensor, param }) {
      if (tensor.clock.steps === 0) tensor.state(SLOW).set(param);
    },
    param(param, { tensor }) {
      if ((tensor.clock.steps + 1) % steps !== 0) return;
      const slow = tensor.state(SLOW);
      for (let i = 0; i < param.length; i++) {
        slow[i] = (1 - alpha) * slow[i] + alpha * param[i];
        param[i] = slow[i];
      }
    },
  }));
}
