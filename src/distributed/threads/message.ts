/** What a worker is started with. */
export interface Start {
  readonly rank: number;
  readonly size: number;
  readonly control: Int32Array;
  readonly boxes: SharedArrayBuffer;
  readonly slot: number;
  readonly spins: number;
  readonly timeout: number;
  readonly module: string;
  readonly data: unknown;
}

/** What it says at its end. */
export type End = { readonly result: unknown } | { readonly failure: Failure };

/** An error, as it comes over from a worker: a clone alone would lose its name and its rank. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly rank: number | undefined;
  readonly step: number | undefined;
}
