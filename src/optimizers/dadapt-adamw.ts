import { internals } from "../internals.js";
import { kernels } from "../kernels/dadapt-adamw.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { oneForAll } from "../phases/one-for-all.js";
import { phased, type Summed } from "../phases/phased.js";
import { adamBias, begin, estimated, estimateOf, inAll, type Estimate } from "./shared/adapted.js";
import { above0 } from "./shared/bounds.js";
import { elsewhere } from "./shared/elsewhere.js";

type Settings = Readonly<Record<"lr" | "beta1" | "beta2" | "eps" | "weightDecay" | "d0", number>>;

/**
 * D-Adaptation of AdamW: it estimates its rate by how far gradients have led. `r = d·lr·√c2/c1;
 * n = √β2·n + (1−√β2)·r·Σ g·s/(√v + eps); m = β1·m + (1−β1)·r·g; v = β2·v + (1−β2)·g²; s = √β2·s + (1−√β2)·r·g;
 * d = max(d, n/((1−√β2)·Σ|s|)); p −= m/(√v + eps) + r·λ·p`, c1 = 1−β1ᵗ, c2 = 1−β2ᵗ; n by s and v as they were before the
 * step, sums over the whole model. Defaults: Optax's. `Prodigy` comes to its rate sooner.
 *
 * It is Optax's: the authors' code (facebookresearch/dadaptation) has √c2/c1 by an option alone, and bounds how fast d grows
 * where asked. d0 is Optax's `estim_lr0`. There is one d for the optimizer, whichever parameters move in an update: what has
 * no gradient is in no sum of that step, and takes the newest d when it moves, as does what joins late; t counts the
 * optimizer's steps. Groups may have a rate and a decay of their own: each product g·s then has its r. What else d is made of
 * is as for the first by name of those that move. Sums are of float64, in the order of names. Sparse rows are refused.
 * `optimizer.d` reads d.
 *
 * Source: Defazio & Mishchenko 2023, arXiv 2301.07733, Algorithm 5; `optax.contrib.dadapt_adamw`. State: `s`, `m` and `v`,
 * from 0, 12 bytes a float32 parameter; d and n beside the count of steps.
 *
 * @example new DAdaptAdamW({ d0: 0.001 })
 */
export class DAdaptAdamW<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "DAdaptAdamW",
  kernels: phased(kernels, {
    whole(all: readonly Summed<Settings, "moved" | "size">[], carried: Estimate) {
      const { moved, size } = inAll(all);
      const [{ options }] = all;
      const keep = Math.sqrt(options.beta2);
      const gain = 1 - keep;
      // Of gradients of 0 alone nothing is learnt.
      if (size === 0) return;
      carried.numerator = keep * carried.numerator + gain * (carried.before * adamBias(options, carried)) * moved;
      const found = carried.numerator / (gain * size);
      if (found > carried.d) carried.d = found;
    },
    decoupled: "all",
    rate: (options: Settings, _t: number, carried: Estimate) => rateOf(options, carried),
    scalars(_, options: Settings, _t, carried: Estimate) {
      const { beta1, beta2, weightDecay } = options;
      const rate = rateOf(options, carried);
      return { keep1: beta1, gain1: (1 - beta1) * rate, keep2: beta2, gain2: 1 - beta2, decay: rate * weightDecay };
    },
  }),
  elsewhere,
  options: {
    /** Factor of the estimated rate, or a schedule of it. Default 1. */
    lr: positive(1),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root. Default 1e-8. */
    eps: positive(1e-8),
    /** Decoupled decay λ. Default 0. */
    weightDecay: positive(0),
    /** Where d begins: a number above 0, no schedule, for the constructor alone. Default 0.000001. */
    d0: above0(1e-6),
  },
  beside: oneForAll,
  carried: estimated,
  carry(options, _, carried, next) {
    begin(options, carried, next);
  },
  scalars(options, _, carried) {
    const keep3 = Math.sqrt(options.beta2);
    return { keep3, gain3: (1 - keep3) * rateOf(options, carried), eps: options.eps };
  },
})<Model, Lr> {
  /** The estimate d after the latest step, d0 before the first: the next step's r is this times `currentLr`·√c2/c1. */
  get d(): number {
    return estimateOf(this[internals]);
  }
}

/** r of this step. */
function rateOf(options: Pick<Settings, "lr" | "beta1" | "beta2">, carried: Estimate): number {
  return carried.before * options.lr * adamBias(options, carried);
}

/** What `DAdaptAdamW` takes: options of its own, and those of every optimizer. */
export type DAdaptAdamWOptions = OptionsOf<typeof DAdaptAdamW>;
