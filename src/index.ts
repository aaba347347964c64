export { SGD, type SGDOptions } from "./optimizers/sgd.js";
export { Momentum, type MomentumOptions } from "./optimizers/momentum.js";
export { Nesterov, type NesterovOptions } from "./optimizers/nesterov.js";
export { AdaGrad, type AdaGradOptions } from "./optimizers/adagrad.js";
export { RMSProp, type RMSPropOptions } from "./optimizers/rmsprop.js";
export { Adam, type AdamOptions } from "./optimizers/adam.js";

export * from "./schedules/index.js";
export { minimize, type MinimizeOptions, type Minimum, type ValueAndGrad } from "./fit/minimize.js";
export { sparseRows } from "./sparse/sparse-rows.js";

export type { Optimizer, OptimizerClass, OptionsOf, UpdateOptions } from "./optimizer.js";
export type { BackendName } from "./backend/backend.js";
export type { Allocated, ArrayFor, GradMap, GradValue, ParamMap, ParamValue } from "./model/values.js";
export type { Sparse } from "./model/sparse.js";
export type { CommonOptions, Group, OptionsWith, Pool, SharedOptions, WholeOptions } from "./common-options.js";
export type { Match } from "./options/groups.js";
export type { ChoiceSpec, Given, Hyperparameter, NumberSpec, RuleSpecs, Schedule, StatefulSchedule } from "./options/specs.js";
