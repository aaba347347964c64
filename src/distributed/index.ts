export type { Block, Collective } from "./collective.js";
export { RankLost } from "./rank-lost.js";
export { Replicated } from "./replicated.js";
export { Sharded } from "./sharded.js";
export { together } from "./together.js";
export type { StepOptions } from "./step-options.js";
