import type { Kernels } from "../backend/kernels.js";
import type { Element, Shape } from "../numbers.js";
import type { Arena } from "./arena.js";
import type { Tensor } from "./tensor.js";

/** What is kept of every element: the rule's slots, then what the options add. */
export interface StateLayout {
  readonly kernels: Kernels;
  readonly slots: readonly string[];
  /** What there is memory for of every element: the arrays that kernels take, then what the options add. */
  readonly arrays: readonly string[];
  /** What there is of a parameter beside. */
  readonly beside?: Beside | undefined;
  readonly hyper: Options;
  /** Where a slot of the rule's begins, in a group; at zero where it is left out. */
  readonly initial?: Readonly<Partial<Record<string, (options: never) => number>>> | undefined;
  /** Of which of the rule's slots each step makes the parameters anew, whatever they were. */
  readonly remade?: string | undefined;
  /** Which of them a caller fills: the first step does not begin them again. */
  readonly inputs?: readonly string[] | undefined;
  /** Numbers that the rule carries from step to step, as they begin. */
  readonly carried?: Carried | undefined;
}

/** The options of parameters now, by group, and what the caller gave. */
interface Options {
  readonly values: readonly object[];
  readonly given: readonly Readonly<Record<string, unknown>>[];
  groupOf(name: string): number;
  /** What else the names of the first update are asked for. */
  named?: ((names: readonly string[]) => void) | undefined;
}

/** What a parameter has that is not one number for each of its elements. */
export interface Beside {
  /** Elements of what is kept of each of these, by slot. */
  lengths(all: readonly Shape[], layout: StateLayout): (of: Shape) => Readonly<Record<string, number>>;
  /** Bytes of an element of each slot, where that is not its parameter's. */
  elements?(of: Shape, layout: StateLayout): Readonly<Record<string, number>>;
  /** What these need in all. */
  bytes(shapes: readonly Shape[], store: Keeping): number;
  /** Gives each its own. */
  place(arena: Arena, tensors: readonly Tensor[], store: Keeping): void;
}

/** What is kept before, and how. */
export interface Keeping {
  readonly layout: StateLayout;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Numbers beside a count of steps. */
export type Carried = Readonly<Record<string, number>>;

/** Names of what options add to a rule's slots. */
export const AVERAGE = "ema";
export const ACCUMULATED = "accumulated";
/** Slow weights beside the parameters, at which they begin. */
export const SLOW = "slow";
/** And of what is put aside of parameters for an evaluation. */
export const ASIDE = "train";

/** The slots that are state by their own names: the rule's and those of passes. */
export function stateSlots({ slots }: Pick<StateLayout, "slots">): string[] {
  return slots.filter((slot) => slot !== AVERAGE && slot !== ACCUMULATED);
}

/** What parameters of one element type and one group take, one after the other. */
export interface SpanLayout {
  readonly element: Element;
  readonly group: number;
  /** Elements with the padding. */
  length: number;
  /** Those that there is state of: all, or a rank's part. */
  begin: number;
  end: number;
}

/** Whose part of the state this is: that of one of so many ranks. */
export interface Shard {
  readonly rank: number;
  readonly size: number;
  /** What there is beside, in the layout's place. */
  readonly beside?: Pick<Beside, "bytes" | "place"> | undefined;
}

/** Where the k-th of `size` parts of so many elements begins: at a cache line; the last ends with them. */
export function cutAt({ element, length }: Pick<SpanLayout, "element" | "length">, k: number, size: number): number {
  return Math.min(length, roundUp((length / size) * k, 64 / element));
}

/** Elements that `length` of them take with their padding. */
export function padded(element: Element, length: number): number {
  return roundUp(length, 16 / element);
}

/** The first multiple of `step` that is not below. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
