/** A rule of one's own as it is typed. */
export interface OwnRule {
  readonly title: string;
  /** A line for each, `name = default`. */
  readonly options: string;
  /** A line for each, `name = formula` of the options and t. */
  readonly scalars: string;
  /** The rule's body. */
  readonly rule: string;
}

const lines = (...all: readonly string[]): string => all.join("\n");

export const presets: Readonly<Record<string, OwnRule>> = {
  lion: {
    title: "MyLion",
    options: lines("lr = 0.01", "beta1 = 0.9", "beta2 = 0.99"),
    scalars: lines("rate = -lr", "keep1 = beta1", "gain1 = 1 - beta1", "keep2 = beta2", "gain2 = 1 - beta2"),
    rule: lines("const u = sign(keep1 * m + gain1 * g)", "m = keep2 * m + gain2 * g", "return rate * u"),
  },
  adam: {
    title: "MyAdam",
    options: lines("lr = 0.1", "beta1 = 0.9", "beta2 = 0.999", "eps = 1e-7"),
    scalars: lines(
      "rate = -lr*sqrt(bias(beta2, t))/bias(beta1, t)",
      "keep1 = beta1",
      "gain1 = 1 - beta1",
      "keep2 = beta2",
      "gain2 = 1 - beta2",
      "eps = eps",
    ),
    rule: lines("m = keep1 * m + gain1 * g", "v = keep2 * v + gain2 * g * g", "return rate * m / (sqrt(v) + eps)"),
  },
  momentum: {
    title: "MyMomentum",
    options: lines("lr = 0.01", "momentum = 0.9"),
    scalars: lines("rate = -lr", "keep = momentum"),
    rule: lines("b = keep * b + g", "return rate * b"),
  },
  signum: {
    title: "MySignum",
    options: lines("lr = 0.01", "beta = 0.9"),
    scalars: lines("rate = -lr", "keep = beta", "gain = 1 - beta"),
    rule: lines(
      "m = keep * m + gain * g",
      "// 0 where the mean is small beside the gradient",
      "return rate * select(abs(m) > all(0.1) * abs(g), sign(m), zero)",
    ),
  },
};
export const OWN = "own";
