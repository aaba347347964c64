import { kernels } from "../kernels/adopt.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, positive, share, type Hyperparameter } from "../options/specs.js";
import { marked } from "../phases/marked.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * ADOPT: `m = β1·m + (1−β1)·n; p −= lr·m; v = β2·v + (1−β2)·g²` with n = g/max(√v, eps) of the v before, clipped to
 * ±(t−1)^¼; the first step sets v = g² and nothing else. Defaults: the authors' and Optax's; there b1, b2, use_clipping.
 *
 * `clip: false` is the authors' first version, their clip_lambda=None. eps is the least root, not added to it.
 * `weightDecay` begins with the second step, as in the authors' code; Optax has none.
 *
 * Source: Taniguchi et al. 2024, arXiv 2411.02853. State: `m` and `v`; 8 bytes for each float32 parameter.
 *
 * @example new ADOPT({ lr: 0.01 })
 */
export class ADOPT<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "ADOPT",
  elsewhere,
  kernels: marked(kernels, { decoupled: "all", rate: ({ lr }: { lr: number }, t) => (t > 1 ? lr : 0) }),
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the mean step that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.9999. */
    beta2: share(0.9999),
    /** The least that gradients are divided by. Default 1e-6. */
    eps: positive(1e-6),
    /** Whether n is clipped. Default true. */
    clip: flag(true),
    /** Decoupled decay λ. Default 0. */
    weightDecay: positive(0),
  },
  scalars({ lr, beta1, beta2, eps, clip, weightDecay }, t) {
    // At first n is 0, and v is g². As a factor, with which V8 makes no number on the heap.
    const later = t > 1 ? 1 : 0;
    const bound = clip || t === 1 ? Math.sqrt(Math.sqrt(t - 1)) : Infinity;
    const keep2 = later * beta2;
    const decay = later * lr * weightDecay;
    return { rate: -lr, keep1: beta1, gain1: 1 - beta1, keep2, gain2: 1 - keep2, eps, bound, decay };
  },
})<Model, Lr> {}

/** What `ADOPT` takes: options of its own, and those of every optimizer. */
export type ADOPTOptions = OptionsOf<typeof ADOPT>;
