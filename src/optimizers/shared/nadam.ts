import { power } from "../../arithmetic.js";
import { biasCorrection } from "../../bias.js";

interface Settings extends Readonly<Record<"lr" | "beta1" | "beta2" | "eps" | "momentumDecay", number>> {
  readonly form: "torch" | "optax";
}

/** The product of μ before the first step. */
export const begun = { product: 1 } as const;

/** The scalars of NAdam and NAdamW. */
export function nadamScalars(options: Settings, t: number, { product }: Readonly<Record<"product", number>>) {
  const { lr, beta1, beta2, eps, form } = options;
  const ahead = momentumAt(options, t + 1);
  const [now, next] =
    form === "optax" ? [biasCorrection(beta1, t), biasCorrection(beta1, t + 1)] : [1 - product, 1 - product * ahead];
  return {
    look: (-lr * ahead) / next,
    direct: (-lr * (1 - momentumAt(options, t))) / now,
    keep1: beta1,
    gain1: 1 - beta1,
    keep2: beta2,
    gain2: 1 - beta2,
    unbias: 1 / biasCorrection(beta2, t),
    eps,
  };
}

/** Their product of all μ so far. */
export function nadamCarry(
  options: Settings,
  t: number,
  { product }: Readonly<Record<"product", number>>,
  next: Record<"product", number>,
): void {
  next.product = product * momentumAt(options, t);
}

/** μ of step t. */
function momentumAt({ beta1, momentumDecay, form }: Settings, t: number): number {
  return form === "optax" ? beta1 : beta1 * (1 - 0.5 * power(0.96, t * momentumDecay));
}
