export { SGD, type SGDOptions } from "./optimizers/sgd.js";
export { Momentum, type MomentumOptions } from "./optimizers/momentum.js";
export { Nesterov, type NesterovOptions } from "./optimizers/nesterov.js";
export { AdaGrad, type AdaGradOptions } from "./optimizers/adagrad.js";
export { RMSProp, type RMSPropOptions } from "./optimizers/rmsprop.js";
export { Adam, type AdamOptions } from "./optimizers/adam.js";

export * from "./schedules/index.js";
export { minimize, type MinimizeOptions, type Minimum, type ValueAndGrad } from "./fit/minimize.js";

export { sparseRows, type Sparse } from "./step/sparse.js";
export type { Optimizer, CommonOptions, SharedOptions, UpdateOptions } from "./optimizer.js";
export type { Match } from "./options/hyperparameters.js";
export type { StateDict } from "./torch/state-dict.js";
export type { Hyperparameter, Schedule, StatefulSchedule } from "./rule.js";
export type { Allocated, GradMap, GradValue, ParamMap, ParamValue } from "./model/maps.js";
