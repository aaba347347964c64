/** What a class of this library is called in PyTorch. */
export interface TorchNames {
  /** Of each slot. */
  readonly slots: readonly string[];
  /** Of each option; `betas.0` is the first of a pair. */
  readonly options: Readonly<Record<string, string>>;
  /** What its groups have beside. */
  readonly also: Readonly<Record<string, boolean | number>>;
  /** Options that PyTorch's class means where its dict does not say. */
  readonly meant?: Readonly<Record<string, string>>;
  /** PyTorch's buffer is without the rate: v = −lr · buffer. */
  readonly rated?: true;
}

/** By the class's title. */
export const TORCH: Readonly<Record<string, TorchNames>> = {
  SGD: { slots: [], options: { lr: "lr" }, also: { momentum: 0, dampening: 0, nesterov: false } },
  Momentum: {
    slots: ["momentum_buffer"],
    options: { lr: "lr", momentum: "momentum" },
    also: { dampening: 0, nesterov: false },
    rated: true,
  },
  Nesterov: {
    slots: ["momentum_buffer"],
    options: { lr: "lr", momentum: "momentum", form: "form" },
    also: { dampening: 0, nesterov: true },
    meant: { form: "bengio" },
    rated: true,
  },
  AdaGrad: { slots: ["sum"], options: { lr: "lr", eps: "eps" }, also: { lr_decay: 0, initial_accumulator_value: 0 } },
  RMSProp: {
    slots: ["square_avg"],
    options: { lr: "lr", decayRate: "alpha", eps: "eps" },
    also: { momentum: 0, centered: false },
  },
  Adam: {
    slots: ["exp_avg", "exp_avg_sq"],
    options: { lr: "lr", beta1: "betas.0", beta2: "betas.1", eps: "eps", epsMode: "eps_mode" },
    also: { amsgrad: false },
    meant: { epsMode: "corrected" },
  },
};
