export { RankLost } from "../rank-lost.js";
