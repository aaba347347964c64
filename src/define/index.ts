export type { Kernel, Kernels, RuleKernels, ScalarsOf, Wasm } from "../backend/kernels.js";
export { biasCorrection as bias } from "../bias.js";
export { oneOf, positive, share, type Settled } from "../options/specs.js";
export { defineOptimizer, type Definition } from "./define-optimizer.js";
export type { PerElement, PerElementClass, TakesPerElement } from "./per-element.js";
export { RuleError } from "./read.js";
export type { SlotsOf, UsedIn } from "./slots-of.js";
export type { Element, Floats } from "../numbers.js";
