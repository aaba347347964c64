import type { Kernels } from "./backend/kernels.js";
import { internals, internalsOf } from "./internals.js";
import { Optimizer, optimizer } from "./optimizer.js";
import type { OptionsWith } from "./common-options.js";
import type { Params } from "./model/types.js";
import type { Given, Hyperparameter, OfGroups, RuleSpecs } from "./options/specs.js";
import type { RuleOf, SlotsOfEach } from "./rule.js";
import { evaluate, requireTraining, train } from "./step/evaluation.js";

/** What an optimizer has whose parameters are trained at one point and evaluated at another. */
export interface Evaluated {
  /**
   * Puts the point to evaluate in the place of these parameters; what has made no step yet stays. `train` comes before the
   * next update, load or reset; `save` and `snapshot` keep both points. Throws `TypeError` or `RangeError` before anything
   * is changed. Called again it changes nothing.
   */
  eval<Tree extends object>(params: Params<Tree>): void;
  /**
   * Puts back the parameters that `eval` took away, to the bit, also those of a file that was saved in between. Throws
   * `TypeError` or `RangeError` before anything is changed. Called again it changes nothing.
   */
  train<Tree extends object>(params: Params<Tree>): void;
}

/** The class of an optimizer with an evaluation of its own. */
export interface EvaluatedClass<Specs extends RuleSpecs, Slot extends string = string, Sure extends string = Slot> {
  new <Model = unknown, Lr extends Hyperparameter = Hyperparameter>(
    options?: OptionsWith<Given<Specs, Lr>, OfGroups<Specs>>,
  ): Optimizer<Given<Specs>, Slot, Sure, Model, Lr> & Evaluated;
}

/** @internal The class of a rule, as `optimizer` makes it, with `eval` and `train`. */
/* @__NO_SIDE_EFFECTS__ */
export function evaluated<const Specs extends RuleSpecs, Chosen extends Kernels, Name extends string = never>(
  rule: RuleOf<Specs, Chosen, Name> & { readonly evaluated: keyof Specs & string },
): EvaluatedClass<Specs, Chosen["slots"][number], string & keyof SlotsOfEach<Chosen>> {
  const Base = optimizer(rule);
  const { update, swapAverages, reset } = Optimizer.prototype;
  const methods: Pick<Optimizer, "update" | "swapAverages" | "reset"> & Evaluated & ThisType<Optimizer> = {
    eval(params) {
      evaluate(internalsOf("eval", this), rule.evaluated, params);
    },
    train(params) {
      train(internalsOf("train", this), params);
    },
    update(params, grads, options) {
      requireTraining(this[internals], "an update");
      update.call(this, params, grads, options);
    },
    swapAverages(params) {
      requireTraining(this[internals], "swapAverages");
      swapAverages.call(this, params);
    },
    reset() {
      reset.call(this);
      this[internals].evaluating = false;
    },
  };
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(Base.prototype, name, { value, writable: true, configurable: true });
  return Base as unknown as EvaluatedClass<Specs, Chosen["slots"][number], string & keyof SlotsOfEach<Chosen>>;
}
