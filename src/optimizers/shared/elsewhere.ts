/** Who takes an option that other classes are given by mistake. */
export const elsewhere = {
  amsgrad: "Adam or AdamW",
  centered: "RMSProp",
  dampening: "SGD",
  lr_decay: "AdaGrad, or a schedule as lr",
  lrDecay: "AdaGrad, or a schedule as lr",
  momentum: "SGD",
  nesterov: "the class Nesterov, or SGD({ nesterov: true })",
  rho: "RMSProp or AdaDelta, as decayRate",
};
