export { RankLost } from "../rank-lost.js";
export { threads, type ThreadsOptions } from "./threads.js";
