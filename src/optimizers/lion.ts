import { kernels } from "../kernels/lion.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Lion: `p −= lr·sign(β1·m + (1−β1)·g); m = β2·m + (1−β2)·g`.
 *
 * Source: Chen et al. 2023, arXiv 2302.06675, Algorithm 2. State: `m`, the running mean of g, from 0.
 */
export class Lion extends optimizer({
  title: "Lion",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.0001. */
    lr: positive(0.0001),
    /** Share of the mean gradient in the direction of a step, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.99. */
    beta2: share(0.99),
  },
  scalars: ({ lr, beta1, beta2 }) => ({ rate: -lr, keep1: beta1, gain1: 1 - beta1, keep2: beta2, gain2: 1 - beta2 }),
}) {}

export type LionOptions = OptionsOf<typeof Lion>;
