/** Who takes an option that other classes are given by mistake. */
export const elsewhere = {
  amsgrad: "Adam or AdamW",
  centered: "RMSProp({ centered })",
  dampening: "SGD({ dampening })",
  lr_decay: "AdaGrad, or a schedule as lr",
  lrDecay: "AdaGrad, or a schedule as lr",
  momentum: "SGD({ momentum })",
  nesterov: "the class Nesterov, or SGD({ nesterov: true })",
  stateType: "Momentum or AdamW",
  rho: "RMSProp or AdaDelta, as decayRate",
};
