/**
 * The two binary interfaces that are known, and all that differs between them here: handles, a status and one level of threads.
 *
 * Open MPI's (4 and 5, which are compatible): handles are addresses of symbols; `mpi.h` of Open MPI 4.1.4. The standard's (MPI
 * 5.0, chapter 20 and appendix A; `mpi.h` of the MPI Forum's mpi-abi-stubs): handles are small numbers.
 */
export interface Abi {
  readonly world: Handle;
  readonly byte: Handle;
  readonly errorsReturn: Handle;
  /** MPI_THREAD_FUNNELED: one thread of the process calls. */
  readonly funneled: number;
  /** Words of 32 bits in a status. */
  readonly statusWords: number;
}

/** A number, or the symbol at whose address it is. */
export type Handle = bigint | string;

export const OPEN_MPI: Abi = {
  world: "ompi_mpi_comm_world",
  byte: "ompi_mpi_byte",
  errorsReturn: "ompi_mpi_errors_return",
  funneled: 1,
  statusWords: 6,
};

export const STANDARD: Abi = { world: 0x101n, byte: 0x247n, errorsReturn: 0x142n, funneled: 1024, statusWords: 8 };

/** What is the same in both: MPI_ERROR is the third word of a status. */
export const STATUS_ERROR = 2;
/** MPI_ERR_TRUNCATE, a class of errors. */
export const TRUNCATED = 15;
/** MPI_MAX_ERROR_STRING, the larger of both. */
export const LONGEST_TEXT = 512;

/** By the names that the dynamic linker finds; the first one that loads and is known is taken. */
export const LIBRARIES: readonly string[] = [
  "libmpi.so.40",
  "libmpi_abi.so.1",
  "libmpi_abi.so.0",
  "libmpi_abi.so",
  "libmpi.so",
  "libmpi.40.dylib",
  "libmpi_abi.1.dylib",
  "libmpi_abi.dylib",
];
