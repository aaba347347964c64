export type Maps = Readonly<Record<string, Float32Array>>;

/** Something that is learned step by step, with dense Adam over all its weights. */
export interface Task {
  readonly name: string;
  readonly lr: number;
  readonly steps: number;
  /** Fresh weights, the same at each call. */
  initial(): Record<string, Float32Array>;
  /** A run from the beginning: writes the gradients of one step after the other. */
  begin(): (params: Maps, grads: Maps, step: number) => void;
  /** How well the weights do on what was not learned from. */
  quality(params: Maps): Quality;
}

export interface Quality {
  readonly label: string;
  readonly value: number;
}
