import { bytesOf, kindOf, lostMessage, mismatch, type Method } from "../blocks.js";
import type { Block } from "../collective.js";
import { RankLost } from "../rank-lost.js";
import { STATUS_ERROR, TRUNCATED } from "./abi.js";
import type { Library } from "./library.js";

/**
 * Bytes of one message, and how many a block goes in at most. Open MPI 4.1 in shared memory takes 2 MB at 12 GB/s either way
 * where the kernel copies between processes; where it may not, as in many containers, at 9 GB/s in pieces of 256 kB, and at 1
 * as one message. MPI counts in 31 bits: 2 ** 39 bytes.
 */
const PIECE = 2 ** 18;
const PIECES = 256;

/** Tags that an exchange has: by the number of a block's pieces. */
export const COUNTS = 4;

/** A message, or a part of one that is too long for MPI. */
interface Piece {
  readonly peer: number;
  readonly incoming: boolean;
  readonly block: Block;
  readonly bytes: Uint8Array;
  done: boolean;
}

/** What is to be moved between this rank and another. */
export interface Route {
  readonly peer: number;
  readonly incoming: boolean;
  readonly block: Block;
}

/**
 * The messages of one exchange, under way: MPI reads and writes the blocks where they are, which are held here so that the
 * memory stays.
 */
export class Posted {
  readonly #library: Library;
  readonly #method: Method;
  readonly #rank: number;
  readonly #tag: number;
  readonly #pieces: Piece[];
  readonly #requests: BigUint64Array;
  readonly #indices: Int32Array;
  readonly #statuses: Int32Array;
  readonly #completed = new Int32Array(1);
  #left: number;

  /** Receives come first, so that what comes has a place. */
  constructor(library: Library, method: Method, rank: number, tag: number, routes: readonly Route[]) {
    this.#library = library;
    this.#method = method;
    this.#rank = rank;
    this.#tag = tag;
    this.#pieces = [
      ...routes.filter(({ incoming }) => incoming),
      ...routes.filter(({ incoming }) => !incoming),
    ].flatMap(piecesOf);
    this.#left = this.#pieces.length;
    this.#requests = new BigUint64Array(this.#left);
    this.#indices = new Int32Array(this.#left);
    this.#statuses = new Int32Array(this.#left * library.abi.statusWords);
  }

  /** Hands all of them to MPI. */
  post(): void {
    const library = this.#library;
    const requests = library.koffi.address(this.#requests);
    this.#pieces.forEach(({ peer, incoming, bytes, block }, k) => {
      const post = incoming ? "receive" : "send";
      // Where two ranks have another number of pieces in mind, none arrives.
      const tag = this.#tag + (countOf(block.byteLength) % COUNTS);
      const at = library.koffi.address(bytes);
      const code = library[post](at, bytes.byteLength, peer, tag, requests + 8n * BigInt(k));
      if (code !== 0) throw this.#errorOf(code, this.#pieces[k]);
    });
  }

  /** Lets MPI move on; whether all is moved. */
  test(): boolean {
    if (this.#left === 0) return true;
    const code = this.#library.testSome(
      this.#pieces.length,
      this.#requests,
      this.#completed,
      this.#indices,
      this.#statuses,
    );
    const completed = Math.max(0, this.#completed[0]);
    const words = this.#library.abi.statusWords;
    for (let k = 0; k < completed; k++) {
      const status = this.#statuses.subarray(k * words, (k + 1) * words);
      const piece = this.#pieces[this.#indices[k]];
      if (code !== 0 && status[STATUS_ERROR] !== 0) throw this.#errorOf(status[STATUS_ERROR], piece);
      if (piece.incoming) this.#checkLength(piece, this.#library.countOf(status));
      piece.done = true;
      this.#left--;
    }
    if (code !== 0) throw this.#errorOf(code, undefined);
    return this.#left === 0;
  }

  /** The ranks that something is still to come from, before those that something is still to go to. */
  waitingFor(): number[] {
    return this.#pieces.filter(({ done }) => !done).map(({ peer }) => peer);
  }

  #checkLength({ peer, block, bytes }: Piece, count: number): void {
    if (count === bytes.byteLength) return;
    const given = `${block.byteLength - bytes.byteLength + count} bytes`;
    throw mismatch(this.#method, peer, given, this.#rank, inBytes(block));
  }

  #errorOf(code: number, piece: Piece | undefined): Error {
    if (piece?.incoming && this.#library.classOf(code) === TRUNCATED) {
      const given = `more than ${piece.block.byteLength} bytes`;
      return mismatch(this.#method, piece.peer, given, this.#rank, inBytes(piece.block));
    }
    const how = `is lost to MPI in ${this.#method} (${this.#library.textOf(code)})`;
    return new RankLost(lostMessage(piece?.peer, how), piece?.peer);
  }
}

function inBytes(block: Block): string {
  return `${kindOf(block)}, ${block.byteLength} bytes`;
}

/** The first one has what is over: blocks of two lengths then differ in it, unless they do by whole pieces. */
function piecesOf({ peer, incoming, block }: Route): Piece[] {
  const bytes = bytesOf(block);
  const length = lengthOf(bytes.byteLength);
  const count = Math.max(1, countOf(bytes.byteLength));
  const over = bytes.byteLength - (count - 1) * length;
  return Array.from({ length: count }, (_, k) => {
    const begin = k === 0 ? 0 : over + (k - 1) * length;
    return { peer, incoming, block, bytes: bytes.subarray(begin, over + k * length), done: false };
  });
}

function lengthOf(bytes: number): number {
  return Math.max(PIECE, Math.ceil(bytes / PIECES));
}

/** How many pieces a block goes in; an empty one, where it is sent, in one. */
function countOf(bytes: number): number {
  return Math.ceil(bytes / lengthOf(bytes));
}
