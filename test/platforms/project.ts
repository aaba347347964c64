import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalog } from "../catalog.js";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** An empty project into which the packed package was installed, as a user would. */
export interface Project {
  /** Its folder: package.json, node_modules/optim-wasm, suite.mjs, suite/, library.mjs, rows.mjs, main.mjs. */
  readonly folder: string;
  /** A new folder inside, for one check's files. */
  readonly workspace: (name: string) => string;
}

export function makeProject(): Project {
  const folder = mkdtempSync(join(tmpdir(), "optim-wasm-"));
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: ROOT,
    encoding: "utf8",
  });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", `./${packed.trim().split("\n").at(-1)}`], {
    cwd: folder,
  });
  cpSync(join(ROOT, "test/conformance"), folder, { recursive: true });
  writeFileSync(join(folder, "rows.mjs"), `export const rows = ${JSON.stringify(rows, null, 2)};\n`);
  writeFileSync(join(folder, "main.mjs"), MAIN);
  writeFileSync(join(folder, "main.cjs"), COMMON_MAIN);
  writeFileSync(join(folder, "threads-main.mjs"), THREADS_MAIN);
  return {
    folder,
    workspace(name) {
      return mkdtempSync(join(folder, `${name.replaceAll(/[^\w]+/g, "-")}-`));
    },
  };
}

/** The catalog as the conformance suite takes it. */
export const rows = catalog.flatMap(({ create, of, defaults, variants }) =>
  [{}, ...variants].map((options) => ({
    title: create().constructor.name,
    // A form of another optimizer is told by its options.
    options: of ? { ...defaults, ...options } : options,
  })),
);

/** What a runtime with a console runs: one line of JSON, the suite's result. */
const MAIN = `import * as library from "./library.mjs";
import { rows } from "./rows.mjs";
import { conform } from "./suite.mjs";

console.log(JSON.stringify(conform(library, rows)));
`;

/** The same as CommonJS, with each entry that has code. */
const COMMON_MAIN = `const library = Object.assign(
  {},
  ...["", "/schedules", "/checkpoint", "/state", "/torch", "/fit", "/define", "/tfjs", "/threads", "/distributed", "/distributed/local", "/distributed/threads", "/distributed/mpi", "/distributed/nats"].map((entry) => require("optim-wasm" + entry)),
);
const { rows } = require("./rows.mjs");
const { conform } = require("./suite.mjs");

const missing = ["Adam", "warmup", "save", "takeRows", "stateDict", "LBFGS", "defineOptimizer", "tfOptimizer", "ThreadPool", "Sharded", "local", "threads", "mpi", "Rounds"].filter((name) => !(name in library));
const { failures, ...result } = conform(library, rows);
console.log(JSON.stringify({ ...result, failures: [...failures, ...missing.map((name) => name + " is not there")] }));
`;

const THREADS_MAIN = `import * as library from "./library.mjs";
import { ThreadPool } from "optim-wasm/threads";
import { rows } from "./rows.mjs";
import { conformOnThreads } from "./threads.mjs";

console.log(JSON.stringify(await conformOnThreads(library, ThreadPool, rows)));
`;
