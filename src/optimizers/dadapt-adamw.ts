import { kernels } from "../kernels/dadapt-adamw.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { adamBias, estimated, type Estimate } from "./shared/adapted.js";
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
 * where asked. d0 is Optax's `estim_lr0`. There is one d for the model: groups may have a rate and a decay of their own, what
 * else d is made of is as for the first by name. Sums are of float64, in the order of names. Sparse rows are refused.
 *
 * Source: Defazio & Mishchenko 2023, arXiv 2301.07733, Algorithm 5; `optax.contrib.dadapt_adamw`. State: `s`, `m` and `v`,
 * from 0, 12 bytes a float32 parameter; d and n beside the count of steps.
 *
 * @example new DAdaptAdamW({ d0: 0.001 })
 */
export class DAdaptAdamW<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "DAdaptAdamW",
  kernels: phased(kernels, {
    whole({ moved, size }, options: Settings, t, carried: Estimate) {
      const gain = 1 - Math.sqrt(options.beta2);
      carried.numerator += gain * rateOf(options, t, carried) * moved;
      const found = carried.numerator / (gain * size);
      if (found > carried.d) carried.d = found;
    },
    decoupled: "all",
    rate: rateOf,
    scalars(_, options: Settings, t, carried: Estimate) {
      const { beta1, beta2, weightDecay } = options;
      const rate = rateOf(options, t, carried);
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
    /** Where d begins: a number above 0, no schedule. Default 0.000001. */
    d0: above0(1e-6),
  },
  carried: estimated,
  carry({ beta2, d0 }, _, carried, next) {
    next.before = next.d = carried.d || d0;
    next.numerator = Math.sqrt(beta2) * carried.numerator;
  },
  scalars(options, t, carried) {
    const keep3 = Math.sqrt(options.beta2);
    return { keep3, gain3: (1 - keep3) * rateOf(options, t, carried), eps: options.eps };
  },
})<Model, Lr> {}

/** r of step t. */
function rateOf(options: Pick<Settings, "lr" | "beta1" | "beta2">, t: number, { before }: Estimate): number {
  return before * options.lr * adamBias(options, t);
}

/** What `DAdaptAdamW` takes: options of its own, and those of every optimizer. */
export type DAdaptAdamWOptions = OptionsOf<typeof DAdaptAdamW>;
