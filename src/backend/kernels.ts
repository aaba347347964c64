import type { Element, Floats } from "../numbers.js";

/** A module for each element type: its bytes as hex, or, where nothing is compiled at run time, the module itself. */
export type Wasm = Readonly<Record<Element, string | object>>;

/** What the build makes of one rule. */
export interface Kernels<Slot extends string = string, Scalar extends string = string> {
  /** What the rule keeps of each element, each zero at first. */
  readonly slots: readonly Slot[];
  /** What is kept, where that is not the slots: without those that are begun anew at each step, and with more beside. */
  readonly kept?: readonly Slot[];
  /** Not there. By it neither of two kernels is a subtype of the other, as which a choice between them would forget slots. */
  readonly slotsByName?: Readonly<Partial<Record<Slot, true>>>;
  /** What it takes, in those that are made of a rule of one's own. */
  readonly scalars?: readonly string[];
  readonly wasm: Wasm;
  /**
   * Of a rule whose modules are made at run time: its kernels, the last two with what is asked for and no more; `unit` is
   * that of positions in the memory x.
   */
  readonly woven?: (x: Floats, unit: number, kernelOf: (module: Wasm) => Kernel) => RuleKernels;
  /** Whether it reads the parameter, and gives what that becomes in place of a step. */
  readonly moves?: true;
  /** Whether it asks for signs and has no root that eps could outweigh: the least number is not as good as 0 to it. */
  readonly signs?: true;
  /** Whether the decay is among its scalars. */
  readonly decays?: true;
  /** Whether that decay is beside the move, p −= rate·λ·p: of all, or of what moves towards 0 alone. */
  readonly decoupled?: "all" | "cautious";
  /** The rate of step t, where that is not lr, by what is carried; "none" where lr is none. */
  readonly rate?: ((options: never, t: number, carried: never) => number) | "none";
  /** Of a rule that is more than a kernel: makes of parameters what steps each of them, by its run. */
  stepsOf?(bindings: readonly never[], runOf: (binding: never) => never, move: never): object[];
  /** Writes the scalars of step t to their places; the array rounds them to the element type. */
  pack<Options>(
    out: Floats,
    scalars: ScalarsOf<Options, Scalar>,
    options: Options,
    t: number,
    carried: Readonly<Record<string, number>>,
  ): void;
  /**
   * The plain kernel in JavaScript, operation by operation, with the kernel's arguments: params, grads, each slot,
   * average, count, scalars, as positions in `x`. A loop for each type: twice as fast as one that rounds for both.
   */
  single(x: Float32Array, ...ranges: number[]): void;
  double(x: Float64Array, ...ranges: number[]): void;
  /** The plain kernel in float64 on the caller's own arrays. */
  list(params: number[], grads: readonly number[], slots: readonly Float64Array[], scalars: Floats): void;
}

/** What the build makes of a rule in two phases: the kernels of the second, and the first. */
export interface PhasedKernels<
  Slot extends string = string,
  Scalar extends string = string,
  Sum extends string = string,
  Made extends string = string,
> extends Kernels<Slot, Scalar> {
  readonly first: FirstKernels<Sum, Made>;
}

/** What adds up over a parameter. */
export interface FirstKernels<Sum extends string = string, Made extends string = string> {
  readonly sums: readonly Sum[];
  /** The second's scalars that are made of the sums, and where the first of them is. */
  readonly made: readonly Made[];
  readonly place: number;
  /** Whether the second phase reads the gradient. */
  readonly readsGradient: boolean;
  /** `plain` and `full`, which prepares gradients as options ask for it. */
  readonly wasm: Wasm;
  /** The same in JavaScript, with the ranges of a kernel, adding to lanes of each sum. */
  single(x: Float32Array, lanes: Floats, full: boolean, ...ranges: number[]): void;
  double(x: Floats, lanes: Floats, full: boolean, ...ranges: number[]): void;
}

/** What a rule makes of its options at step t = 1, 2, …, and of what it carries, this step's included. */
export type ScalarsOf<Options, Scalar extends string, Name extends string = string> = (
  options: Options,
  t: number,
  carried: Readonly<Record<Name, number>>,
) => Readonly<Record<Scalar, number>>;

/** Takes the positions of params, grads, each slot and the average, the number of elements, and where the scalars are. */
export type Kernel = (ranges: readonly number[]) => void;

/** One rule on one memory. */
export interface RuleKernels {
  readonly plain: Kernel;
  /** Scales gradients and decays parameters too. */
  readonly scaled: Kernel;
  /** All that options ask for. */
  readonly full: Kernel;
}

/** What is not a rule: a module's functions and the same in JavaScript, on one memory. */
export interface Pass<Functions> {
  readonly wasm: Wasm;
  js(x: Floats, sums: Floats): Functions;
}
