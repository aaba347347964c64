export { SGD, type SGDOptions } from "./optimizers/sgd.js";
export { Lion, type LionOptions } from "./optimizers/lion.js";
export { AdaBelief, type AdaBeliefOptions } from "./optimizers/adabelief.js";
export { Yogi, type YogiOptions } from "./optimizers/yogi.js";
export { LaProp, type LaPropOptions } from "./optimizers/laprop.js";
export { Adan, type AdanOptions } from "./optimizers/adan.js";
export { ADOPT, type ADOPTOptions } from "./optimizers/adopt.js";
export { AdEMAMix, type AdEMAMixOptions } from "./optimizers/ademamix.js";
export { Momentum, type MomentumOptions } from "./optimizers/momentum.js";
export { Nesterov, type NesterovOptions } from "./optimizers/nesterov.js";
export { AdaGrad, type AdaGradOptions } from "./optimizers/adagrad.js";
export { RMSProp, type RMSPropOptions } from "./optimizers/rmsprop.js";
export { Adam, type AdamOptions } from "./optimizers/adam.js";

export * from "./schedules/index.js";
export { minimize, type MinimizeOptions, type Minimum, type ValueAndGrad } from "./fit/minimize.js";
export { sparseRows } from "./sparse/sparse-rows.js";

export type { AllocateOptions, UpdateOptions } from "./call-options.js";
export type { Optimizer, OptimizerClass, OptionsOf } from "./optimizer.js";
export type { BackendName } from "./backend/machine.js";
export type { Floats } from "./numbers.js";
export type { Allocated, ArrayFor, GradMap, GradValue, ParamMap, ParamValue } from "./model/values.js";
export type { Sparse } from "./model/sparse.js";
export type {
  CommonOptions,
  Group,
  OptionsWith,
  Pool,
  Rate,
  Settable,
  SharedOptions,
  WholeOptions,
} from "./common-options.js";
export type { Match } from "./options/groups.js";
export type {
  ChoiceSpec,
  FlagSpec,
  Given,
  Hyperparameter,
  NumberSpec,
  OfGroups,
  RuleSpecs,
  Schedule,
  StatefulSchedule,
} from "./options/specs.js";
