/** By an option's name, a pattern of what other libraries call it. */
export type OtherNames = Readonly<Record<string, string>>;

/** PyTorch 2.13, Keras 3, TensorFlow.js 4, Optax 0.2, Lightning 2; in small letters, without underscores. */
export const OTHER_NAMES: OtherNames = {
  lr: "learn|stepsize",
  beta1: "b1|betas",
  beta2: "b2|betas",
  decayRate: "rho|alpha",
  weightDecay: "^decay$",
  clipNorm: "norm",
  clipValue: "delta",
  emaDecay: "ema",
  accumulate: "accumulation|every",
  passes: "lookah|noise|proj|l1$",
};
