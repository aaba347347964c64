export { SGD, type SGDOptions } from "./optimizers/sgd.js";
export { Lion, type LionOptions } from "./optimizers/lion.js";
export { ScheduleFreeSGD, type ScheduleFreeSGDOptions } from "./optimizers/schedule-free-sgd.js";
export { ScheduleFreeAdamW, type ScheduleFreeAdamWOptions } from "./optimizers/schedule-free-adamw.js";
export { AdaBelief, type AdaBeliefOptions } from "./optimizers/adabelief.js";
export { Yogi, type YogiOptions } from "./optimizers/yogi.js";
export { LaProp, type LaPropOptions } from "./optimizers/laprop.js";
export { Adan, type AdanOptions } from "./optimizers/adan.js";
export { ADOPT, type ADOPTOptions } from "./optimizers/adopt.js";
export { AdEMAMix, type AdEMAMixOptions } from "./optimizers/ademamix.js";
export { Momentum, type MomentumOptions } from "./optimizers/momentum.js";
export { Nesterov, type NesterovOptions } from "./optimizers/nesterov.js";
export { AdaGrad, AdaGrad as Adagrad, type AdaGradOptions } from "./optimizers/adagrad.js";
export { AdaDelta, AdaDelta as Adadelta, type AdaDeltaOptions } from "./optimizers/adadelta.js";
export { ASGD, type ASGDOptions } from "./optimizers/asgd.js";
export { FTRL, type FTRLOptions } from "./optimizers/ftrl.js";
export { Rprop, type RpropOptions } from "./optimizers/rprop.js";
export { Signum, type SignumOptions } from "./optimizers/signum.js";
export { RMSProp, RMSProp as RMSprop, type RMSPropOptions } from "./optimizers/rmsprop.js";
export { Adam, type AdamOptions } from "./optimizers/adam.js";
export { AdamW, type AdamWOptions } from "./optimizers/adamw.js";
export { NAdam, type NAdamOptions } from "./optimizers/nadam.js";
export { NAdamW, type NAdamWOptions } from "./optimizers/nadamw.js";
export { RAdam, type RAdamOptions } from "./optimizers/radam.js";
export { Adamax, type AdamaxOptions } from "./optimizers/adamax.js";
export { Adafactor, type AdafactorOptions } from "./optimizers/adafactor.js";
export { SM3, type SM3Options } from "./optimizers/sm3.js";
export { SOAP, type SOAPOptions } from "./optimizers/soap.js";
export { Muon, type MuonOptions } from "./optimizers/muon.js";
export { LAMB, type LAMBOptions } from "./optimizers/lamb.js";
export { LARS, type LARSOptions } from "./optimizers/lars.js";
export { NovoGrad, type NovoGradOptions } from "./optimizers/novograd.js";
export { MARS, type MARSOptions } from "./optimizers/mars.js";
export { Prodigy, type ProdigyOptions } from "./optimizers/prodigy.js";
export { DAdaptAdamW, type DAdaptAdamWOptions } from "./optimizers/dadapt-adamw.js";

export { Partition, type PartitionOptions } from "./partition/partition.js";
export type { Part } from "./partition/parts.js";
export * from "./passes/index.js";
export * from "./schedules/index.js";
export { minimize, type Evaluation, type MinimizeOptions, type ValueAndGrad } from "./fit/minimize.js";
export type { Minimum } from "./fit/course.js";
export type { Progress, StopOptions } from "./fit/stopping.js";
export type { Updating } from "./fit/updates.js";
export type { Reason, Walker } from "./fit/walk.js";
export { sparseRows } from "./sparse/sparse-rows.js";

/** @internal For `optim-wasm/define`: its classes have the same base, options and messages. */
export { optimizer } from "./optimizer.js";
/** @internal */
export { internals } from "./internals.js";
/** @internal */
export { biasCorrection } from "./bias.js";
/** @internal */
export { PLACE, SHARED, WHOLE_OPTIMIZER } from "./common-options.js";
/** @internal */
export { oneOf, positive, share } from "./options/specs.js";
/** @internal */
export { complain, describe } from "./options/messages.js";
/** @internal */
export { readTree } from "./model/tree.js";
/** @internal */
export { at, readValue } from "./model/values.js";
/** @internal */
export { copyAll, GRADS_IN, PARAMS_IN, PARAMS_OUT } from "./step/run.js";

export type { AllocateOptions, UpdateOptions } from "./call-options.js";
export type { Examined, Squares } from "./step/norm.js";
export type { Evaluated, EvaluatedClass } from "./evaluated.js";
export type { Optimizer, OptimizerClass, OptionsOf } from "./optimizer.js";
export type { BackendName } from "./backend/machine.js";
export type { Floats } from "./numbers.js";
export type {
  Allocated,
  AllocatedGradients,
  ArrayFor,
  Dynamic,
  Gradients,
  GradMap,
  GradValue,
  ParamMap,
  Params,
  ParamValue,
  Refused,
  State,
  Values,
  Views,
} from "./model/types.js";
export type { Sparse } from "./model/sparse.js";
export type {
  CommonOptions,
  Group,
  OptionsWith,
  Pass,
  Pool,
  Rate,
  Settable,
  Shapes,
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
  PairSpec,
  ReadSpec,
  RuleSpecs,
  Schedule,
  StatefulSchedule,
  TripleSpec,
} from "./options/specs.js";
