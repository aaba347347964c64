export {
  minimize,
  minimizeAsync,
  type Evaluation,
  type MinimizeOptions,
  type ValueAndGrad,
  type ValueAndGradAsync,
} from "./minimize.js";
export type { Minimum } from "./course.js";
export type { Progress, StopOptions } from "./stopping.js";
export type { Updating } from "./updates.js";
export type { Reason, Walker } from "./walk.js";
export { LBFGS, type LBFGSOptions } from "./lbfgs.js";
export type { Bounds } from "./box.js";
export { leastSquares, type Jacobian, type LeastSquares, type LeastSquaresOptions } from "./least-squares.js";
export { curveFit, type CurveData, type CurveFitOptions } from "./curve-fit.js";
export type { Differences } from "./differences.js";
export type { Loss } from "./loss.js";
export type { Shaped } from "./shaped.js";
export { numericalGradient, type NumericalGradientOptions } from "./numerical-gradient.js";
export { checkGradient, type CheckGradientOptions, type GradientCheck } from "./check-gradient.js";
export type { GradientRow } from "./gradient-row.js";
export {
  multiStart,
  type DistinctMinimum,
  type Found,
  type MultiStart,
  type MultiStartOptions,
  type Sample,
} from "./multi-start.js";
export type { Design } from "./design.js";
