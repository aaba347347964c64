export type OptimizerName = "adam" | "momentum" | "sgd";

/** The options of one update; a rule takes those that it knows. */
export interface Setting {
  readonly lr: number;
  readonly momentum: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** A library that moves parameters, behind one face. */
export interface Peer {
  readonly optimizers: readonly OptimizerName[];
  /** What it holds its numbers in. */
  readonly holds: string;
  /** What its documentation or source says Adam is. */
  readonly adam: AdamForm;
  /** Options that cannot be set. */
  readonly fixed?: Partial<Setting>;
  /** What else was seen in it. */
  readonly remarks?: readonly string[];
  make(optimizer: OptimizerName, params: readonly Float32Array[], setting: Setting): Contestant;
}

/** Where Kingma & Ba put epsilon: after the correction (Algorithm 1), or beside the uncorrected root (the end of section 2). */
export type AdamForm = "algorithm 1" | "eps hat";

/** One optimizer of a peer with parameters and gradients in the peer's own memory. */
export interface Contestant {
  /** Called before a turn, outside of the measured time. */
  enter?(): void;
  feed(grads: readonly Float32Array[]): void;
  step(): void;
  read(): ArrayLike<number>[];
  dispose(): void;
}

/** How a peer is reached: loading may fail where it does not install or run. */
export interface Entry {
  readonly name: string;
  readonly version: string;
  readonly load: () => Promise<Peer>;
}
