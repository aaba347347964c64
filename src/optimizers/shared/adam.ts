import { biasCorrection } from "../../bias.js";
import { kernels as withTop } from "../../kernels/adam-amsgrad.js";
import { kernels } from "../../kernels/adam.js";

/** The kernels of Adam and AdamW. */
export function adamKernels(has: (option: string) => boolean): typeof kernels | typeof withTop {
  return has("amsgrad") ? withTop : kernels;
}

interface Settings extends Readonly<Record<"lr" | "beta1" | "beta2" | "eps", number>> {
  readonly weightDecay?: number;
  readonly epsMode: "hat" | "corrected";
  readonly amsgrad: boolean;
  readonly form: "torch" | "optax";
}

/** Their scalars. */
export function adamScalars({ lr, beta1, beta2, eps, epsMode, amsgrad, form, weightDecay = 0 }: Settings, t: number) {
  const square2 = biasCorrection(beta2, t);
  const root2 = Math.sqrt(square2);
  // What the root in the rule is divided by already.
  const within = amsgrad && form === "optax" ? root2 : 1;
  return {
    rate: (-lr * root2) / within / biasCorrection(beta1, t),
    keep1: beta1,
    gain1: 1 - beta1,
    keep2: beta2,
    gain2: 1 - beta2,
    unbias: within === 1 ? 1 : 1 / square2,
    decay: lr * weightDecay,
    eps: (epsMode === "corrected" ? eps * root2 : eps) / within,
  };
}
