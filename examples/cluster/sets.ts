import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Collective } from "optim-wasm/distributed";
import { gather } from "./shares.js";

/** The files of all ranks after a step. */
export interface Found {
  readonly folder: string;
  readonly count: number;
  read(): Uint8Array[];
}

/** Names the files that belong together, and is written once all of them are: a folder without it is not complete. */
const MARKER = "complete.json";
/** Complete sets that are kept. */
const KEPT = 2;

/**
 * Writes what ranks have to write into a folder of its own for this step. A job may end at any moment in between: the set of
 * before is whole until this one is.
 */
export async function writeSet(
  collective: Collective,
  folder: string,
  step: number,
  file: Uint8Array | undefined,
): Promise<void> {
  const { rank, size } = collective;
  const own = join(folder, nameOf(step));
  const nameOfRank = (k: number) => `rank-${k}-of-${size}.safetensors`;
  mkdirSync(own, { recursive: true });
  if (file) writeWhole(join(own, nameOfRank(rank)), file);
  // Who has come here has written.
  const wrote = await gather(collective, file ? 1 : 0);
  if (rank !== 0) return;
  const files = wrote.flatMap((has, k) => (has === 1 ? [nameOfRank(k)] : []));
  writeWhole(join(own, MARKER), JSON.stringify({ step, files }));
  for (const old of completeIn(folder).slice(0, -KEPT)) rmSync(join(folder, old), { recursive: true });
}

/** The newest complete set, as rank 0 sees it: on a network's disk others may see it later. */
export async function findNewest(collective: Collective, folder: string): Promise<Found | undefined> {
  const newest = completeIn(folder).at(-1);
  const [step] = await gather(collective, newest === undefined ? -1 : Number(newest.slice(PREFIX.length)));
  if (step < 0) return undefined;
  const own = join(folder, nameOf(step));
  const { files } = JSON.parse(readFileSync(join(own, MARKER), "utf8")) as { files: string[] };
  return { folder: own, count: files.length, read: () => files.map((file) => readFileSync(join(own, file))) };
}

const PREFIX = "step-";

/** In the order of their names as that of steps. */
function nameOf(step: number): string {
  return PREFIX + String(step).padStart(9, "0");
}

function completeIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(PREFIX) && existsSync(join(folder, name, MARKER)))
    .toSorted();
}

/** Under another name first: what has the file's name is whole, and on the disk. */
function writeWhole(path: string, content: Uint8Array | string): void {
  const part = `${path}.part`;
  writeFileSync(part, content);
  const opened = openSync(part, "r+");
  fsyncSync(opened);
  closeSync(opened);
  renameSync(part, path);
}
