import type { Collective } from "../../src/distributed/collective.js";

/** What each rank runs. */
export const PROGRAM = new URL("program.mjs", import.meta.url);

export type Main = (collective: Collective, data: object) => Promise<unknown>;

/** What a rank says of a loss. */
export interface Heard {
  readonly name: string;
  readonly message: string;
  readonly rank?: number;
  readonly again: string;
  readonly milliseconds: number;
}

/** What a rank says of its exchanges. */
export interface Exchanged {
  readonly faults: readonly string[];
  readonly digest: number;
}

export const SIZES = [1, 2, 3, 4, 7];

/** In this thread, for engines that live in it. */
export async function programOf(): Promise<Main> {
  return ((await import(PROGRAM.href)) as { default: Main }).default;
}
