import { LIBRARIES, LONGEST_TEXT, OPEN_MPI, STANDARD, type Abi, type Handle } from "./abi.js";
import type { Koffi, Native, Parameter, Shared } from "./koffi.js";

/** MPI, as far as it is used here: it moves bytes. */
export class Library {
  readonly koffi: Koffi;
  readonly abi: Abi;
  readonly path: string;
  readonly #shared: Shared;
  readonly #world: bigint;
  readonly #byte: bigint;
  readonly #isend: Native;
  readonly #irecv: Native;
  readonly #iprobe: Native;
  readonly #getCount: Native;
  /** MPI_Testsome. */
  readonly testSome: Native;
  readonly #found = new Int32Array(1);

  constructor(koffi: Koffi, shared: Shared, abi: Abi, path: string) {
    this.koffi = koffi;
    this.abi = abi;
    this.path = path;
    this.#shared = shared;
    this.#world = this.#handle(abi.world);
    this.#byte = this.#handle(abi.byte);
    const moving: Parameter[] = ["void *", "int", "void *", "int", "int", "void *", "void *"];
    this.#isend = shared.func("MPI_Isend", "int", moving);
    this.#irecv = shared.func("MPI_Irecv", "int", moving);
    this.#iprobe = shared.func("MPI_Iprobe", "int", ["int", "int", "void *", "void *", "void *"]);
    this.#getCount = shared.func("MPI_Get_count", "int", ["void *", "void *", "void *"]);
    this.testSome = shared.func("MPI_Testsome", "int", ["int", "void *", "void *", "void *", "void *"]);
  }

  #handle(handle: Handle): bigint {
    return typeof handle === "string" ? this.#shared.symbol(handle) : handle;
  }

  /** Calls what is called once or twice in a process; throws where MPI says that something is wrong. */
  #call(name: string, ...given: readonly (number | bigint | ArrayBufferView | null)[]): void {
    const types = given.map((each): Parameter => (typeof each === "number" ? "int" : "void *"));
    const code = this.#shared.func(name, "int", types)(...given);
    if (code !== 0) throw new Error(`${name} of ${this.path}: ${this.textOf(code)}`);
  }

  #ask(name: string, ...given: readonly bigint[]): number {
    const answer = new Int32Array(1);
    this.#call(name, ...given, answer);
    return answer[0];
  }

  /** MPI_Init_thread; from here on its errors are returned. */
  start(): void {
    if (this.#ask("MPI_Initialized") !== 0)
      throw new TypeError("mpi: MPI starts once in a process, and has: use the collective of the first mpi()");
    this.#call("MPI_Init_thread", null, null, this.abi.funneled, new Int32Array(1));
    this.#call("MPI_Comm_set_errhandler", this.#world, this.#handle(this.abi.errorsReturn));
  }

  rank(): number {
    return this.#ask("MPI_Comm_rank", this.#world);
  }

  size(): number {
    return this.#ask("MPI_Comm_size", this.#world);
  }

  finish(): void {
    this.#call("MPI_Finalize");
  }

  /** Ends all processes of the job, this one too. */
  abort(): void {
    this.#call("MPI_Abort", this.#world, 1);
  }

  send(address: bigint, bytes: number, rank: number, tag: number, request: bigint): number {
    return this.#isend(address, bytes, this.#byte, rank, tag, this.#world, request);
  }

  receive(address: bigint, bytes: number, rank: number, tag: number, request: bigint): number {
    return this.#irecv(address, bytes, this.#byte, rank, tag, this.#world, request);
  }

  /** Whether a message from that rank is here that nobody has asked for yet. */
  isHere(rank: number, tag: number): boolean {
    return this.#iprobe(rank, tag, this.#world, this.#found, null) === 0 && this.#found[0] !== 0;
  }

  /** Bytes that a status tells of. */
  countOf(status: Int32Array): number {
    this.#getCount(status, this.#byte, this.#found);
    return this.#found[0];
  }

  classOf(code: number): number {
    const found = new Int32Array(1);
    this.#shared.func("MPI_Error_class", "int", ["int", "void *"])(code, found);
    return found[0];
  }

  /** What MPI says of an error. */
  textOf(code: number): string {
    const text = new Uint8Array(LONGEST_TEXT);
    const length = new Int32Array(1);
    this.#shared.func("MPI_Error_string", "int", ["int", "void *", "void *"])(code, text, length);
    return new TextDecoder().decode(text.subarray(0, length[0]));
  }
}

/** Loads the named library, or the first one of those that are known. */
export function openLibrary(koffi: Koffi, path?: string): Library {
  const tried: string[] = [];
  for (const each of path === undefined ? LIBRARIES : [path]) {
    try {
      const shared = koffi.load(each, { global: true });
      const abi = abiOf(shared);
      if (abi) return new Library(koffi, shared, abi, each);
      tried.push(`${each} (neither Open MPI's nor the MPI standard's ABI: MPICH 5 has libmpi_abi.so beside it)`);
    } catch (error) {
      tried.push(`${each} (${(error as Error).message})`);
    }
  }
  throw new TypeError(
    `mpi found no MPI library: install Open MPI (Debian: apt install openmpi-bin), or give its path as { library }. ` +
      `Tried ${tried.join(", ")}`,
  );
}

function abiOf(shared: Shared): Abi | undefined {
  if (has(shared, OPEN_MPI.world as string)) return OPEN_MPI;
  if (!has(shared, "MPI_Abi_get_version")) return undefined;
  // It is −1 where a library of an ABI of its own has the function.
  const major = new Int32Array(1);
  shared.func("MPI_Abi_get_version", "int", ["void *", "void *"])(major, new Int32Array(1));
  return major[0] >= 1 ? STANDARD : undefined;
}

function has(shared: Shared, name: string): boolean {
  try {
    return shared.symbol(name) !== 0n;
  } catch {
    return false;
  }
}
