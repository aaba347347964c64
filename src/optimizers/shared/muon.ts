import { biasCorrection } from "../../bias.js";
import { orthogonalStep, type Orthogonal } from "../../matrices/newton-schulz.js";

/** @internal Between the phases, and what the second takes of that. */
export const muonPhases = {
  between: orthogonalStep,
  scalars: ({ adjusted }: { readonly adjusted: number }, { lr }: Orthogonal & { readonly lr: number }) => ({
    rate: -lr * adjusted,
  }),
};

interface Settings extends Pick<Orthogonal, "form"> {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** @internal The scalars of the first phase. */
export function muonScalars({ momentum, nesterov, form }: Settings, t: number) {
  const [now, next] = form === "optax" ? [biasCorrection(momentum, t), biasCorrection(momentum, t + 1)] : [1, 1];
  return {
    keep: momentum,
    gain: 1 - momentum,
    mean: nesterov ? momentum / next : 1 / now,
    direct: nesterov ? (1 - momentum) / now : 0,
  };
}
