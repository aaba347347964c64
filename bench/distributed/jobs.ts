import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Job } from "./rank.js";

const RANK = fileURLToPath(new URL("rank.ts", import.meta.url));
/** Jobs as root and of more ranks than cores, which are asked for by name. */
const FLAGS = ["--allow-run-as-root", "--oversubscribe"];

/** The version of the launcher, or undefined where there is none. */
export function launcher(): string | undefined {
  return /\(Open MPI\) ([\d.]+)/.exec(spawnSync("mpirun", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];
}

/** Runs so many ranks of rank.ts; what rank 0 has written. */
export function run<Said>(size: number, job: Job): Said {
  const folder = mkdtempSync(join(tmpdir(), "optim-wasm-bench-"));
  const file = join(folder, "said.json");
  try {
    const ranks = [process.execPath, "--import", "tsx", RANK, file, JSON.stringify(job)];
    const { status } = spawnSync("mpirun", [...FLAGS, "-n", String(size), ...ranks], {
      stdio: ["ignore", "inherit", "inherit"],
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
    });
    if (status !== 0) throw new Error(`a job of ${size} ranks ended with exit code ${status}`);
    return JSON.parse(readFileSync(file, "utf8")) as Said;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
