import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const program = fileURLToPath(new URL("rank.mjs", import.meta.url));
export const folder = mkdtempSync(join(tmpdir(), "optim-wasm-mpi-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is not here, of what a job needs. */
export const missing = [
  ...(/Open MPI/.test(spawnSync("mpirun", ["--version"], { encoding: "utf8" }).stdout ?? "") ? [] : ["mpirun"]),
  ...(spawnSync(process.execPath, ["-e", 'require("koffi")'], { cwd: root }).status === 0 ? [] : ["koffi"]),
];
export const where = <Row>(...rows: Row[]): Row[] => (missing.length === 0 ? rows : []);

/** Jobs as root and of more ranks than cores, which are asked for by name. */
const FLAGS = ["--allow-run-as-root", "--oversubscribe"];

export interface Job<Said> {
  readonly said: (Said | undefined)[];
  readonly code: number | null;
  readonly text: string;
  readonly milliseconds: number;
}

/** Runs a job; what its ranks have said, undefined for who has not. */
export async function run<Said>(
  size: number,
  data: object,
  { alone = false, tuned = [] }: { alone?: boolean; tuned?: readonly string[] } = {},
): Promise<Job<Said>> {
  const own = mkdtempSync(join(folder, "job-"));
  const begun = performance.now();
  const rank = [program, own, JSON.stringify(data)];
  const child = alone
    ? spawn(process.execPath, rank, { cwd: root })
    : spawn("mpirun", [...FLAGS, ...mca(tuned), "-n", String(size), process.execPath, ...rank], { cwd: root });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += String(part)));
  const late = setTimeout(() => child.kill("SIGKILL"), 30_000);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  clearTimeout(late);
  const said = Array.from({ length: size }, (_, k) => {
    const file = join(own, `${k}.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Said) : undefined;
  });
  return { said, code, text, milliseconds: performance.now() - begun };
}

/** Parameters of MPI's own and their values, one after the other. */
function mca(tuned: readonly string[]): string[] {
  return tuned.flatMap((each, k) => (k % 2 === 0 ? ["--mca", each] : [each]));
}
