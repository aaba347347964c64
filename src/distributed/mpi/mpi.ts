import { readOptions } from "../../options/read.js";
import { complain } from "../../options/messages.js";
import type { Block, Collective } from "../collective.js";
import { loadKoffi } from "./koffi.js";
import { openLibrary, type Library } from "./library.js";
import { Rank } from "./rank.js";

/** What `mpi` takes. */
export interface MpiOptions {
  /** Milliseconds until an exchange that is not over fails, a whole number: MPI itself waits for ever. Default: 60,000. */
  timeout?: number;
  /**
   * The MPI library's name or path. Default: the first that is found of Open MPI's `libmpi.so.40` (4 and 5), the MPI standard's
   * `libmpi_abi.so` (MPI 5) and `libmpi.so`; on macOS those as .dylib.
   */
  library?: string;
}

/** All ranks of an MPI job. Its exchanges block; those of `async` are promises, and leave the event loop alive. */
export interface MpiCollective extends Collective {
  allToAll(send: readonly Block[], receive: readonly Block[]): void;
  allGather(send: Block, receive: readonly Block[]): void;
  /**
   * Waits until all ranks close, `timeout` at most, and ends MPI. After a loss it aborts the whole job instead, with this
   * process, by `MPI_Abort`: MPI cannot end without the lost rank.
   */
  close(): void;
  /** The same ranks by promises. Several may be under way; the order of the calls counts, of both forms together. */
  readonly async: Collective;
}

/**
 * The collective of a program that was started by `mpirun -n 4 node train.js` or `srun --mpi=pmix node train.js`, once in a
 * process; of one rank without either. It needs `npm install koffi` and an MPI library: Open MPI 4 or 5, or one with the ABI of
 * the MPI 5 standard.
 *
 * MPI moves bytes, out of the blocks and into them without a copy, and never adds. A block may have any length. Each exchange
 * has a time limit: a rank that does not come throws a `RankLost` in the others, and from then on every call does; the
 * program then ends, or calls `close()`. Where a process dies, `mpirun` ends all others.
 */
export async function mpi(options: MpiOptions = {}): Promise<MpiCollective> {
  const specs = { timeout: { default: 60_000, min: 1, fixed: true }, library: { default: undefined } } as const;
  const { timeout = 60_000, library: path } = readOptions("mpi", specs, options) as MpiOptions;
  if (path !== undefined && typeof path !== "string") complain("mpi: library", "a library's name or path", path);
  const library = openLibrary(await loadKoffi(), path);
  library.start();
  requireSameMpi(library);
  return new Rank(library, timeout);
}

/** Where launchers tell how many ranks they have started: Open MPI's, MPICH's, Slurm's. */
const LAUNCHED = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"];

/** A launcher of another MPI starts processes that each believe to be alone. */
function requireSameMpi(library: Library): void {
  const { process } = globalThis as { process?: { env: Readonly<Record<string, string | undefined>> } };
  const name = LAUNCHED.find((each) => process?.env[each] !== undefined);
  const started = name === undefined ? 1 : Number(process?.env[name]);
  if (library.size() > 1 || !(started > 1)) return;
  throw new TypeError(
    `mpi: ${started} ranks were started (${name}), but ${library.path} knows of 1: start them with the launcher of that MPI ` +
      "(with Slurm: srun --mpi=pmix), or give the launcher's library as { library }",
  );
}
