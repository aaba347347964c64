import type { Kernels, ScalarsOf } from "./backend/kernels.js";
import type { RuleSpecs, Settled } from "./options/specs.js";

/** @internal What one optimizer is: its options, and what its kernels take of them. */
export interface Rule<
  Specs extends RuleSpecs = RuleSpecs,
  Slot extends string = string,
  Scalar extends string = string,
> {
  /** The class's name, for messages and files. */
  readonly title: string;
  /** Written by the build from the rule in `assembly/`; of several by what is asked for: `has` an option another value than its default? */
  readonly kernels: Kernels<Slot, Scalar> | ((has: (option: string) => boolean) => Kernels<Slot, Scalar>);
  readonly options: Specs;
  /** What another class takes, by the name of the option. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** The scalars of step t = 1, 2, …; a rule that leaves `t` out has the same at each step. */
  readonly scalars: ScalarsOf<Settled<Specs>, Scalar>;
}
