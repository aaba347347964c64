import type { CommonOptions, Optimizer } from "../../src/index.js";

type Values = Float32Array | Float64Array | number[];
/** Options as numbers, and the step number t. */
type Setting = Record<string, number>;
type State = Record<string, Values>;
type Loop = (o: Setting, p: Values, g: Values, s: State) => void;

/** Everything that tests and benches know of one optimizer. */
export interface Row {
  /** File, kernel and fixture. */
  readonly name: string;
  /** Whose rule it has, where it has none of its own. */
  readonly rule?: string;
  /** The class's row, where this is of options that make it another rule. */
  readonly of?: string;
  readonly create: (options?: CommonOptions & Record<string, unknown>) => Optimizer;
  readonly defaults: Setting;
  readonly slots: readonly string[];
  /** Of a rule with sums: over what each is added up. It takes no sparse rows. */
  readonly sums?: "tensor" | "model";
  /** Slots with one number for each parameter, in place of one for each element. */
  readonly single?: readonly string[];
  /** Where slots begin that begin at another number than 0. */
  readonly initial?: Readonly<Record<string, number>>;
  /** Numbers of 16 bytes that V8 may box at each step, of those carried to the next. Default 0. */
  readonly boxes?: number;
  /** Options that change the arithmetic, each with a case in the fixture. */
  readonly variants: readonly Record<string, string | number | boolean>[];
  /**
   * How far rounding may lead from the fixture where its source orders the operations otherwise, in units of the last
   * place; apart for each type where one takes many more than the other.
   */
  readonly ulps: number | Readonly<Record<"f32" | "f64", number>>;
  /** Two options whose exchange must show in the result. */
  readonly exchanged: Record<string, number>;
  /** The options that must lie below 1, and those that may reach it. */
  readonly below1: readonly string[];
  readonly upTo1: readonly string[];
  /** What people write by hand: numbers made once per update, the loop of the textbook, and the same with everything hoisted. */
  readonly perUpdate: (o: Setting) => void;
  readonly textbook: Loop;
  readonly hoisted: Loop;
}
