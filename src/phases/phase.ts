import type { Kernel } from "../backend/kernels.js";
import { LANES, MOST_SUMS, SUMS_AT } from "../kernels/scalars.js";
import type { Span } from "../memory/span.js";
import type { Tensor } from "../memory/tensor.js";
import type { Floats } from "../numbers.js";
import type { Binding } from "../step/binding.js";

export type Sums = Readonly<Record<string, number>>;
export type Sides = Readonly<Record<string, Floats>>;

/** The scalars of a second phase, of the sums over a parameter. */
export type SecondScalars = (
  sums: Sums,
  options: never,
  t: number,
  carried: Readonly<Record<string, number>>,
  tensor: Tensor,
) => Readonly<Record<string, number>>;

/** A parameter that has been through the first phase. */
export interface Begun {
  readonly tensor: Tensor;
  readonly sums: Sums;
  readonly options: never;
  /** The second phase. */
  move(sums: Sums): void;
}

/** What moves at once. */
export interface Moving {
  readonly bindings: readonly Binding[];
}

/** A rule in two phases: the first adds up over each parameter, the second moves it by what is made of that. */
export interface Phases {
  /** What the first adds up. */
  readonly sums: readonly string[];
  /** The first on a span, with what is asked for of gradients, by the calling thread alone: its sums are in one order. */
  firstOn(span: Span): Kernel;
  /** What `scalars` gives, and the place of the first, behind which are the others. */
  readonly made: readonly string[];
  readonly place: number;
  readonly scalars: SecondScalars;
  /** Whether the second reads the gradient. */
  readonly readsGradient: boolean;
  /** Of a rule whose sums are those over all parameters: does the second phases of the steps of a move, for which it is told of each. */
  together?(move: Moving): (step: Begun) => void;
}

/** The lanes of all sums in a memory: nothing else uses the scratch meanwhile. */
export function lanesIn(all: Floats): Floats {
  return all.subarray(SUMS_AT / 8, SUMS_AT / 8 + LANES * MOST_SUMS);
}
