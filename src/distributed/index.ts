export type { Block, Collective } from "./collective.js";
export { RankLost } from "./rank-lost.js";
