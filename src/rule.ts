/** The element type by its bytes: float32 or float64. */
export type Element = 4 | 8;
export type Floats = Float32Array | Float64Array;

/** What one optimizer is: its options, its state and its arithmetic. */
export interface Rule<Options> {
  /** The class's name, for messages. */
  readonly title: string;
  /** The kernels' name: `adam` for the exports `adam_f32` and `adam_f64`. */
  readonly kernel: string;
  /** The names of the state arrays in the source's notation, each like its parameter and zero at first. */
  readonly slots: readonly string[];
  readonly options: { readonly [K in keyof Options]-?: OptionSpec<Options[K]> };
  /** Writes the kernel's coefficients for step t = 1, 2, …; the array rounds them to the element type. */
  coefficients(out: Floats, options: Settled<Options>, lr: number, t: number): void;
  /**
   * The kernel's arithmetic in JavaScript, operation by operation, with the kernel's arguments:
   * params, grads, each slot, count, coefficients, as positions in `x`.
   */
  scalar(x: Floats, ...ranges: number[]): void;
}

/** Options after the defaults are filled in; the rate reaches `coefficients` as a number of its own. */
export type Settled<Options> = { readonly [K in keyof Options]-?: Exclude<Options[K], Schedule | undefined> };

/** A rate as a function of the iteration, 0 at the first update. */
export type Schedule = (iteration: number) => number;

export interface NumberSpec {
  readonly default: number;
  readonly min: number;
  readonly max?: number;
  /** An upper end that is itself outside. */
  readonly below?: number;
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
