import type { Kernel } from "../backend/kernels.js";
import { LANES, MOST_SUMS, SUMS_AT } from "../kernels/scalars.js";
import type { Span } from "../memory/span.js";
import type { Tensor } from "../memory/tensor.js";
import type { Floats } from "../numbers.js";
import type { Binding } from "../step/binding.js";
import type { Begun } from "./phased-step.js";

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

/** A rule in two phases: the first adds up over each parameter, the second moves it by what is made of that. */
export interface Phases {
  /** What the first adds up. */
  readonly sums: readonly string[];
  /** The first on a span, with what is asked for of gradients, by the calling thread alone: its sums are in one order. */
  firstOn(span: Span): Kernel;
  /** The places of the scalars that `scalars` gives. */
  readonly places: Readonly<Record<string, number>>;
  readonly scalars: SecondScalars;
  /** Whether the second reads the gradient. */
  readonly readsGradient: boolean;
  /** Of a rule whose sums are those over all parameters: does the second phases of the steps of a move, for which it is told of each. */
  together?(bindings: readonly Binding[]): (step: Begun) => void;
}

/** The lanes of all sums in a memory: nothing else uses the scratch meanwhile. */
export function lanesIn(all: Floats): Floats {
  return all.subarray(SUMS_AT / 8, SUMS_AT / 8 + LANES * MOST_SUMS);
}
