export { RankLost } from "../rank-lost.js";
export { mpi, type MpiCollective, type MpiOptions } from "./mpi.js";
