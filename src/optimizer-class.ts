import type { OptionsWith } from "./common-options.js";
import type { Optimizer } from "./optimizer.js";
import type { Given, Hyperparameter, OfGroups, RuleSpecs } from "./options/specs.js";

/** The class of an optimizer with such options and slots, of which some may be there by options alone. */
export interface OptimizerClass<Specs extends RuleSpecs, Slot extends string = string, Sure extends string = Slot> {
  new <Model = unknown, Lr extends Hyperparameter = Hyperparameter>(
    options?: OptionsWith<Given<Specs, Lr>, OfGroups<Specs>>,
  ): Optimizer<Given<Specs>, Slot, Sure, Model, Lr>;
}

/** The options that a class of this library takes. */
export type OptionsOf<Class> = Class extends new (options?: infer Options) => unknown ? NonNullable<Options> : never;
