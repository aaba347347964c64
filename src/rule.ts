/** The element type by its bytes: float32 or float64. */
export type Element = 4 | 8;
export type Floats = Float32Array | Float64Array;
export type Numbers = number[] | Floats;

/** What one optimizer is: its options, its state and its arithmetic. */
export interface Rule<Options> {
  /** The class's name, for messages. */
  readonly title: string;
  /** The kernels' name: `adam` for the exports `adam_f32`, `adam_f64`, `adam_full_f32` and `adam_full_f64`. */
  readonly kernel: string;
  /** The names of the state arrays in the source's notation, each like its parameter and zero at first. */
  readonly slots: readonly string[];
  readonly options: { readonly [K in keyof Options]-?: OptionSpec<Options[K]> };
  readonly torch: TorchNames;
  /** Writes the kernel's coefficients for step t = 1, 2, …; the array rounds them to the element type. */
  coefficients(out: Floats, options: Settled<Options>, t: number): void;
  /**
   * The plain kernel's arithmetic in JavaScript, operation by operation, with the kernel's arguments: params, grads, each
   * slot, average, count, coefficients, as positions in `x`. A loop for each type: twice as fast as one that rounds for both.
   */
  single(x: Float32Array, ...ranges: number[]): void;
  double(x: Float64Array, ...ranges: number[]): void;
  /** The plain kernel's arithmetic in float64 on the caller's own arrays: params, grads, each slot, and the coefficients. */
  list(params: number[], grads: readonly number[], slots: readonly Float64Array[], coefficients: Float64Array): void;
}

/** What a rule is called in PyTorch. */
export interface TorchNames {
  /** Of each slot. */
  readonly slots: readonly string[];
  /** Of each option; `betas.0` is the first of a pair. */
  readonly options: Readonly<Record<string, string>>;
  /** What its groups have beside. */
  readonly also: Readonly<Record<string, boolean | number>>;
  /** Options that PyTorch's class means where its dict does not say. */
  readonly meant?: Readonly<Record<string, string>>;
  /** PyTorch's buffer is without the rate: v = −lr · buffer. */
  readonly rated?: true;
}

/** What a full kernel takes beside its rule's coefficients, by the place behind those. The places are those of the same names in `assembly/lanes.ts`. */
export const SCALE = 8;
export const HIGH = 9;
export const LOW = 10;
export const L2 = 11;
export const DECAY = 12;
export const KEEP = 13;
export const GAIN = 14;

/** Options after the defaults are filled in, at one iteration. */
export type Settled<Options> = { readonly [K in keyof Options]-?: Exclude<Options[K], Exclude<Hyperparameter, number> | undefined> };

/** A hyper-parameter as a function of the iteration, 0 at the first step. */
export type Schedule = (iteration: number) => number;

/** A schedule with a state of its own, which checkpoints keep: `ReduceOnPlateau`. */
export interface StatefulSchedule {
  at(iteration: number): number;
  state(): Readonly<Record<string, number>>;
  restore(state: Readonly<Record<string, number>>): void;
}

export type Hyperparameter = number | Schedule | StatefulSchedule;

export interface NumberSpec {
  readonly default: number;
  readonly min: number;
  readonly max?: number;
  /** An upper end that is itself outside. */
  readonly below?: number;
  /** A whole number that no schedule may drive. */
  readonly fixed?: true;
}

export interface ChoiceSpec<Choice extends string> {
  readonly default: Choice;
  readonly oneOf: readonly Choice[];
}

type OptionSpec<Value> = [Extract<Value, string>] extends [never] ? NumberSpec : ChoiceSpec<Extract<Value, string>>;

export function isSingle(x: Floats): boolean {
  return x.BYTES_PER_ELEMENT === 4;
}

/** Rounds to the element type, as each operation of a kernel does. */
export function round(single: boolean, value: number): number {
  return single ? Math.fround(value) : value;
}
