import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/radam.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * RAdam with PyTorch's defaults: `m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²`; where ρ = ρ∞ − 2t·β2ᵗ/c2 > 5, ρ∞ = 2/(1−β2) − 1,
 * `p −= lr·r·√c2/c1 · m/(√v + eps)`, r² = (ρ−4)(ρ−2)ρ∞/((ρ∞−4)(ρ∞−2)ρ), else `p −= lr·m/c1`; cᵢ = 1−βᵢᵗ, t from 1.
 *
 * Source: Liu et al. 2020, arXiv 1908.03265 (ρ > 4). Optax adds eps to √(v/c2). State: `m`, `v` from 0, 8 bytes in float32.
 *
 * @example new RAdam({ lr: 0.01 })
 */
export class RAdam<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "RAdam",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root. Default 1e-8. */
    eps: positive(1e-8),
  },
  scalars({ lr, beta1, beta2, eps }, t) {
    const square2 = biasCorrection(beta2, t);
    const most = 2 / (1 - beta2) - 1;
    const rho = most - (2 * t * (1 - square2)) / square2;
    const part = ((rho - 4) * (rho - 2) * most) / ((most - 4) * (most - 2) * rho);
    return {
      rate: (-lr * Math.sqrt(rho > 5 ? part * square2 : 1)) / biasCorrection(beta1, t),
      keep1: beta1,
      gain1: 1 - beta1,
      keep2: beta2,
      gain2: 1 - beta2,
      eps,
      adapts: rho > 5 ? 1 : 0,
    };
  },
})<Model, Lr> {}

/** What `RAdam` takes: options of its own, and those of every optimizer. */
export type RAdamOptions = OptionsOf<typeof RAdam>;
