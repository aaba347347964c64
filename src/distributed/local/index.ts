export { RankLost } from "../rank-lost.js";
export { local, type LocalCollective, type LocalOptions } from "./local.js";
