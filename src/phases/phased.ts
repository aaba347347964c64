import { calling } from "../backend/calling.js";
import type { FirstKernels, Kernel, Kernels, Pass, PhasedKernels } from "../backend/kernels.js";
import type { Span } from "../memory/span.js";
import type { Tensor } from "../memory/tensor.js";
import type { Element, Floats } from "../numbers.js";
import { lanesIn, type Phases } from "./phase.js";
import { inPhases } from "./in-phases.js";
import type { Marks } from "./marked.js";
import { together } from "./together.js";

/** What has been added up over a parameter, whose options these are. */
export interface Summed<Options, Sum extends string> {
  readonly sums: Readonly<Record<Sum, number>>;
  readonly options: Options;
}

/** What a class says of its second phase. */
interface Second<
  Options,
  Sum extends string,
  Made extends string,
  Side extends string,
  Name extends string,
  Found extends string,
> extends Marks {
  /** Names of what is kept of a parameter that is not one number for each element; the rule's `beside` has their lengths. */
  readonly sides?: readonly Side[];
  /** The second's scalars that are made of the sums. */
  scalars(
    sums: Readonly<Record<Sum | Found, number>>,
    options: Options,
    t: number,
    carried: Readonly<Record<Name, number>>,
    sides: Readonly<Record<Side, Floats>>,
    element: Element,
  ): Readonly<Record<Made, number>>;
  /** What is done with the whole parameter between the phases; what it finds joins the sums. */
  between?(
    tensor: Tensor,
    sums: Readonly<Record<Sum, number>>,
    options: Options,
    t: number,
  ): Readonly<Record<Found, number>>;
  /** Makes of the sums of all that move, in the order of names, what is carried to the next step, for all; with `beside: oneForAll`. */
  whole?(all: readonly Summed<Options, Sum>[], carried: Record<Name, number>): void;
}

/** @internal The kernels of a rule in two phases. */
/* @__NO_SIDE_EFFECTS__ */
export function phased<
  Slot extends string,
  Scalar extends string,
  Sum extends string,
  Made extends string,
  Options,
  Side extends string = never,
  Name extends string = never,
  Found extends string = never,
>(
  kernels: PhasedKernels<Slot, Scalar, Sum, Made>,
  { sides = [], scalars, between, whole, ...marks }: Second<Options, Sum, Made, Side, Name, Found>,
): Kernels<Slot | Side, Scalar> {
  const { first, kept = kernels.slots } = kernels;
  const { sums, made, place, readsGradient } = first;
  const phases: Phases = {
    sums,
    made,
    place,
    readsGradient,
    firstOn: (span) => firstOn(span, first),
    scalars(of, options, t, carried, tensor) {
      if (between) Object.assign(of, between(tensor, of as never, options, t));
      return scalars(of as never, options, t, carried as never, tensor.sides as never, tensor.element);
    },
    ...(whole && { together: together(whole as never) }),
  };
  return { ...inPhases(kernels, phases), ...marks, kept: [...kept, ...sides] } as Kernels<Slot | Side, Scalar>;
}

type First = Readonly<Record<"plain" | "full", (...ranges: number[]) => void>>;

const passes = new WeakMap<FirstKernels, Pass<First>>();

/** The first phase on a span, with what its scalars ask of gradients. */
function firstOn(span: Span, first: FirstKernels): Kernel {
  const pass = passes.get(first) ?? passOf(first);
  passes.set(first, pass);
  const { plain, full } = span.arena.machine.pass(pass, span.element);
  const [asItIs, asAsked] = [calling(plain), calling(full)];
  return (ranges) => (span.extent === "plain" ? asItIs : asAsked)(ranges);
}

function passOf({ wasm, single, double }: FirstKernels): Pass<First> {
  return {
    wasm,
    js(x, all) {
      const lanes = lanesIn(all);
      const run = (asked: boolean, ranges: readonly number[]): void =>
        x instanceof Float32Array ? single(x, lanes, asked, ...ranges) : double(x, lanes, asked, ...ranges);
      return { plain: (...ranges) => run(false, ranges), full: (...ranges) => run(true, ranges) };
    },
  };
}
