/** Numbers, or bytes, that travel as they are. */
export type Block = Float32Array | Float64Array | Uint8Array;

/**
 * What moves bytes between the ranks of a training, and never adds: `optim-wasm/distributed/local`, `/threads`, `/mpi`, or one
 * of your own. All ranks call the same methods in the same order, with blocks of lengths that fit each other.
 */
export interface Collective {
  /** Which of the `size` ranks this is, from 0. */
  readonly rank: number;
  readonly size: number;
  /**
   * Gives `send[k]` to rank k, and takes what rank k gives into `receive[k]`, of the same length and type; an empty block
   * is not sent, and `send[rank]` is copied into `receive[rank]` unless both are the same memory. Throws a `RankLost`.
   */
  allToAll(send: readonly Block[], receive: readonly Block[]): void | Promise<void>;
  /** Gives `send` to every rank, and takes what rank k gives into `receive[k]`, as `allToAll` does. Throws a `RankLost`. */
  allGather(send: Block, receive: readonly Block[]): void | Promise<void>;
  /** Ends the engine's part; the others' exchanges fail from here on. */
  close(): void | Promise<void>;
}
