import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/adan.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { formOf, positive, share, type Hyperparameter } from "../options/specs.js";

/**
 * Adan: with d = g − previous g, at first 0, `m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·d; n = β3·n + (1−β3)·(g + β2·d)²;
 * p −= lr · (m̂ + β2·v̂)/(√n̂ + eps)`, each of them corrected by its own 1−βᵗ. Defaults: the authors' code for PyTorch.
 *
 * The paper's β are 1−β here. Optax 0.2.8 takes d and v̂ times 1−β2, other than its own documents and the paper (its pull
 * request 1715): `form: "optax"`; its eps_root, `epsRoot` here, is 1e-8. Decay is p −= lr·λp as in Optax and with the
 * authors' no_prox; else they divide by 1 + lr·λ after the step.
 *
 * Source: Xie et al. 2022, arXiv 2208.06677, Algorithm 1. State: `m`, `v`, `n`, `previous`; 16 bytes for each float32.
 *
 * @example new Adan({ lr: 0.01 })
 */
export class Adan<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Adan",
  kernels,
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.98. */
    beta1: share(0.98),
    /** Share of the mean difference that each step keeps, in [0, 1). Default 0.92. */
    beta2: share(0.92),
    /** Share of the mean square that each step keeps, in [0, 1). Default 0.99. */
    beta3: share(0.99),
    /** Added to the root, after the bias correction. Default 1e-8. */
    eps: positive(1e-8),
    /** Added to n̂ inside of the root. Default 0. */
    epsRoot: positive(0),
    /** What differences are taken times: β2 (`"paper"`, default) or 1−β2 (`"optax"`). */
    form: formOf("paper", "optax"),
  },
  scalars({ lr, beta1: keep1, beta2: keep2, beta3: keep3, eps: outer, epsRoot, form }, t) {
    const root3 = Math.sqrt(biasCorrection(keep3, t));
    const weight = form === "optax" ? 1 - keep2 : keep2;
    const rate = (-lr * root3) / biasCorrection(keep1, t);
    const rate2 = (-lr * root3 * weight) / biasCorrection(keep2, t);
    const gain2 = t === 1 ? 0 : 1 - keep2;
    const ahead = t === 1 ? 0 : weight;
    const eps = outer * root3;
    const inner = epsRoot * root3 * root3;
    return { rate, rate2, keep1, gain1: 1 - keep1, keep2, gain2, keep3, gain3: 1 - keep3, ahead, eps, inner };
  },
})<Model, Lr> {}

/** What `Adan` takes: options of its own, and those of every optimizer. */
export type AdanOptions = OptionsOf<typeof Adan>;
