import { kernels } from "../kernels/adagrad.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * AdaGrad: `h += g²; p −= lr·g / (√h + eps)`.
 *
 * Source: Duchi et al. 2011. State: `h`, the sum of squared gradients, from 0.
 */
export class AdaGrad extends optimizer({
  title: "AdaGrad",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Added to the root. Default 1e-7. */
    eps: positive(1e-7),
  },
  scalars: ({ lr, eps }) => ({ rate: -lr, eps }),
}) {}

export type AdaGradOptions = OptionsOf<typeof AdaGrad>;
