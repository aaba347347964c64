export {
  minimize,
  minimizeAsync,
  type Evaluation,
  type Grads,
  type MinimizeOptions,
  type Model,
  type ValueAndGrad,
  type ValueAndGradAsync,
} from "./minimize.js";
export type { Minimum } from "./course.js";
export type { Progress, StopOptions } from "./stopping.js";
export type { Updating } from "./updates.js";
export type { Reason, Walker } from "./walk.js";
export { LBFGS, type LBFGSOptions } from "./lbfgs.js";
export type { Bounds } from "./box.js";
