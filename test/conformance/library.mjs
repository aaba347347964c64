// All that the suite takes of the package, as one module.
export * from "optim-wasm";
export * from "optim-wasm/checkpoint";
export * from "optim-wasm/state";
export { bias, defineOptimizer, positive, share } from "optim-wasm/define";
export { Replicated, Sharded } from "optim-wasm/distributed";
export { LBFGS, leastSquares } from "optim-wasm/fit";
export { loadStateDict, stateDict } from "optim-wasm/torch";
