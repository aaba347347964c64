import { availableParallelism, cpus } from "node:os";
import type { Results } from "./results.js";

export function machine(): Results["machine"] {
  return { cpu: cpus()[0].model.trim(), cores: availableParallelism(), node: process.versions.node };
}
