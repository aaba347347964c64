import { kernels } from "../kernels/sgd.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive } from "../options/specs.js";

/**
 * Stochastic gradient descent: `p −= lr·g`.
 *
 * Source: Robbins & Monro 1951. State: none.
 */
export class SGD extends /* @__PURE__ */ optimizer({
  title: "SGD",
  kernels,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
  },
  scalars: ({ lr }) => ({ rate: -lr }),
}) {}

export type SGDOptions = OptionsOf<typeof SGD>;
