import { internals } from "../internals.js";
import { kernels } from "../kernels/prodigy.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, positive, share, type Hyperparameter } from "../options/specs.js";
import { oneForAll } from "../phases/one-for-all.js";
import { phased } from "../phases/phased.js";
import { begin, estimateOf } from "./shared/adapted.js";
import { above0, atLeastOne } from "./shared/bounds.js";
import { elsewhere } from "./shared/elsewhere.js";
import { biasOf, estimate, keptOf, stepRate, type Carried, type Settings } from "./shared/estimate.js";

/**
 * Prodigy: AdamW that estimates its rate, by how far the model has come from where it began. `r = d·lr;
 * m = β1·m + (1−β1)·d·g; v = β2·v + (1−β2)·d²·g²; s = β3·s + d/d0·r·g; n = β3·n + d/d0·r·Σ g·(p0−p);
 * d = max(d, dCoef·n/Σ|s|); p −= r·(m/(√v + d·eps) + λp)`, p0 where a parameter was at first, sums over the whole model.
 * Defaults: those of its authors' code. Leave `lr` at 1, or give it a schedule of that height.
 *
 * Optax has `useBiasCorrection: true` always and no `growthRate`; d0 and dCoef are its `estim_lr0` and `estim_lr_coef`. While
 * all gradients have been 0 the authors' code makes no step, here the decay goes on. There is one d for the optimizer,
 * whichever parameters move in an update: what has no gradient is in no sum of that step, and takes the newest d when it
 * moves, as does what joins late. t of the bias correction counts the optimizer's steps. Groups may have a rate and a decay
 * of their own: Σ g·(p0−p) is then Σ lr·g·(p0−p), with n's r without lr. What else d is made of is as for the first by name
 * of those that move. Sums are of float64, in the order of names. Sparse rows are refused. `optimizer.d` reads d.
 *
 * Source: Mishchenko & Defazio 2024, arXiv 2306.06101, Algorithm 4; konstmish/prodigy; `optax.contrib.prodigy`. State: `p0`
 * (NaN where no step has been made yet), `s`, `m` and `v`, 16 bytes a float32 parameter; d and n beside the count of steps.
 *
 * @example new Prodigy({ d0: 0.001 })
 */
export class Prodigy<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Prodigy",
  kernels: phased(kernels, {
    whole: estimate,
    decoupled: "all",
    rate: (options: Settings, _t: number, carried: Carried) => stepRate(options, carried),
    scalars(_, options: Settings, _t, carried: Carried) {
      const { beta1, beta2, eps, weightDecay } = options;
      const { before, d } = carried;
      const rate = stepRate(options, carried);
      const [gain1, gain2] = [before * (1 - beta1), before * before * (1 - beta2)];
      return { keep1: beta1, gain1, keep2: beta2, gain2, rate, eps: d * eps, decay: rate * weightDecay };
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
    /** Share of the sums of the estimate that each step keeps, in [0, 1). Default: √beta2. */
    beta3: { default: NaN, min: 0, below: 1 },
    /** Added to the root, times d. Default 1e-8. */
    eps: positive(1e-8),
    /** Decoupled decay λ. Default 0. */
    weightDecay: positive(0),
    /** Where d begins: a number above 0, no schedule, for the constructor alone. Default 0.000001. */
    d0: above0(1e-6),
    /** Factor of the estimates, as d0 is given: the authors' way to a larger or a smaller rate. Default 1. */
    dCoef: above0(1),
    /** How many times as large a step may make d, at least 1; the first rise has no bound. Default Infinity. */
    growthRate: atLeastOne(Infinity),
    /** Whether s is made by d in the place of r, unless lr is 0, which helps with warm-ups of lr. Default false. */
    safeguardWarmup: flag(false),
    /** Whether r is multiplied by Adam's √c2/c1, c1 = 1−β1ᵗ, c2 = 1−β2ᵗ, t the optimizer's steps. Default false. */
    useBiasCorrection: flag(false),
  },
  initial: { p0: () => NaN },
  beside: oneForAll,
  carried: { d: 0, before: 0, numerator: 0, updates: NaN, most: 0 },
  carry(options, _, carried, next) {
    begin(options, carried, next);
    next.most = carried.most || options.d0;
  },
  scalars(options, _, carried) {
    const { beta2, beta3, d0, lr, safeguardWarmup } = options;
    const d = carried.before;
    const factor = safeguardWarmup && lr > 0 ? 1 : lr * biasOf(options, carried);
    return { keep3: keptOf(beta2, beta3), gain3: (d / d0) * d * factor };
  },
})<Model, Lr> {
  /** The estimate d after the latest step, d0 before the first: the next step's rate is this times `currentLr`. */
  get d(): number {
    return estimateOf(this[internals]);
  }
}

/** What `Prodigy` takes: options of its own, and those of every optimizer. */
export type ProdigyOptions = OptionsOf<typeof Prodigy>;
