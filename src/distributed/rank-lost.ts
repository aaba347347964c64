/**
 * A rank has died, has left or has not come in time, in a step that others were in: some parameters may have moved and some
 * not. The training goes on from saved files alone, by `load`.
 */
export class RankLost extends Error {
  /** Which rank; undefined where the engine cannot tell. */
  readonly rank: number | undefined;
  /** The step it was lost in, counted from 0; undefined outside of one. */
  step: number | undefined;

  constructor(message: string, rank?: number, step?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.rank = rank;
    this.step = step;
  }

  /** Whichever copy of the class made it: each worker of `optim-wasm/distributed/threads` has one of its own. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== RankLost) return Function.prototype[Symbol.hasInstance].call(this, value);
    return value instanceof Error && value.name === "RankLost";
  }

  override get name(): string {
    return "RankLost";
  }
}
