import type { Kernels, ScalarsOf } from "./backend/kernels.js";
import type { Beside } from "./memory/layout.js";
import type { RuleSpecs, Settled } from "./options/specs.js";

/** @internal What one optimizer is: its options, and what its kernels take of them. */
export interface Rule<
  Specs extends RuleSpecs = RuleSpecs,
  Slot extends string = string,
  Scalar extends string = string,
  Name extends string = string,
  Chosen extends Kernels<Slot, Scalar> = Kernels<Slot, Scalar>,
> {
  /** The class's name, for messages and files. */
  readonly title: string;
  /** Written by the build from the rule in `assembly/`; of several by what is asked for: `has` an option another value than its default? `given` are those of no group. */
  readonly kernels: Chosen | ((has: (option: string) => boolean, given: Readonly<Record<string, unknown>>) => Chosen);
  readonly options: Specs;
  /** The option that says how much of an average is in the parameters, of a rule that is evaluated there: see `evaluated`. */
  readonly evaluated?: string;
  /** The slot of which each step makes the parameters anew, whatever they were. */
  readonly remade?: Slot;
  /** Who takes an option, of such as are none here: by its name. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** The scalars of step t = 1, 2, …; a rule that leaves `t` out has the same at each step. */
  readonly scalars: ScalarsOf<Settled<Specs>, Scalar, Name>;
  /** Where slots begin that do not begin at zero. */
  readonly initial?: Readonly<Partial<Record<Slot, (options: Settled<Specs>) => number>>>;
  /** Slots that are given with an update in place of being kept by the rule. */
  readonly inputs?: readonly Slot[];
  /** What is kept of a parameter that is not one number for each of its elements. */
  readonly beside?: Beside;
  /** Numbers that go from step to step, as they begin, kept with the count of steps. */
  readonly carried?: Readonly<Record<Name, number>>;
  /** Writes what they are at step t to `next`, of what they were. */
  readonly carry?: (
    options: Settled<Specs>,
    t: number,
    carried: Readonly<Record<Name, number>>,
    next: Record<Name, number>,
  ) => void;
}

/** @internal A rule of one of these kernels. */
export type RuleOf<Specs extends RuleSpecs, Chosen extends Kernels, Name extends string> = Rule<
  Specs,
  Chosen["slots"][number],
  Chosen extends Kernels<string, infer Scalar> ? Scalar : never,
  Name,
  Chosen
>;

/** @internal Each kernel's slots by name: `keyof` it are those that all have. */
export type SlotsOfEach<Chosen> = Chosen extends Kernels<infer Slot, never> ? { [Name in Slot]: true } : never;
