import { kernels } from "../kernels/novograd.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { sides } from "../phases/sides.js";
import { elsewhere } from "./shared/elsewhere.js";

type Settings = Readonly<Record<"lr" | "beta1" | "beta2" | "eps" | "weightDecay", number>>;

/**
 * NovoGrad: momentum of gradients whose length is divided out: `v = β2·v + (1−β2)·‖g‖²; m = β1·m + g/(√v + eps) + λp;
 * p −= lr·m`. v is one number for each parameter of the model, the first is ‖g‖² as a whole, the first m the rest of that
 * line as a whole. Defaults: Optax's, with the rate of its kind.
 *
 * **The rows of a list are parameters of their own here: give a matrix as one flat array.**
 *
 * The gradient enters m in full, as in the paper and Optax; with `grad_averaging` of NVIDIA's and TensorFlow Addons' by
 * 1 − β1: give lr·(1−β1). The decay λ is in m, as in the paper. Sums are of float64, in one order. In float32 v is infinite
 * from ‖g‖ = 1.8e19 on, and the parameter stays where it is. Sparse rows are refused.
 *
 * Source: Ginsburg et al. 2019, arXiv 1905.11286, Algorithm 1; `optax.novograd`. State: `m`, from 0, 4 bytes a float32
 * parameter, and `v`, one number.
 *
 * @example new NovoGrad({ lr: 0.01, weightDecay: 0.001 })
 */
export class NovoGrad<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "NovoGrad",
  kernels: phased(kernels, {
    sides: ["v"],
    scalars({ gg }, { lr, beta1, beta2, eps, weightDecay }: Settings, t, _, { v }) {
      v[0] = t === 1 ? gg : beta2 * v[0] + (1 - beta2) * gg;
      return { root: Math.sqrt(v[0]) + eps, keep: beta1, decay: weightDecay, rate: -lr };
    },
  }),
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the momentum that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared length that each step keeps, in [0, 1). Default 0.25. */
    beta2: share(0.25),
    /** Added to the root. Default 0.000001. */
    eps: positive(1e-6),
    /** Decay λ, inside of the momentum. Default 0. */
    weightDecay: positive(0),
  },
  beside: sides(() => ({ v: 1 })),
  scalars: () => ({}),
})<Model, Lr> {}

/** What `NovoGrad` takes: options of its own, and those of every optimizer. */
export type NovoGradOptions = OptionsOf<typeof NovoGrad>;
