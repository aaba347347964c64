import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/seed.ts"],
    pool: "forks",
    // One less than there are cores, by default: on two that is one.
    maxWorkers: availableParallelism(),
    execArgv: ["--expose-gc"],
    testTimeout: 60_000,
  },
});
