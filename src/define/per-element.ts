import type { OptionsWith } from "../common-options.js";
import type { UpdateOptions } from "../call-options.js";
import { internals } from "../internals.js";
import { readTree } from "../model/tree.js";
import { at, readValue } from "../model/values.js";
import type { Floats } from "../numbers.js";
import { complain } from "../options/messages.js";
import type { Dynamic, Gradients, Params } from "../model/types.js";
import type { Optimizer } from "../optimizer.js";
import type { Plan } from "../step/plan.js";
import type { Given, Hyperparameter, OfGroups, RuleSpecs } from "../options/specs.js";

/** Numbers for each element of a model, which have its shape, or one number for all elements of an array. */
export type PerElement<Input extends string> = Readonly<Partial<Record<Input, object>>>;

/** An optimizer whose rule reads more of each element than its gradient. */
export interface TakesPerElement<Input extends string> {
  update<Tree extends object, Grads = never>(
    params: Params<Tree>,
    grads: Gradients<Tree> | Dynamic<Grads>,
    options?: UpdateOptions & {
      /** What the rule reads of each element: a tree of the model's shape for each name, in which a number holds for a whole array. */
      perElement?: PerElement<Input>;
    },
  ): void;
}

/** The class of such an optimizer. */
export interface PerElementClass<Specs extends RuleSpecs, Slot extends string, Input extends string> {
  new <Model = unknown, Lr extends Hyperparameter = Hyperparameter>(
    options?: OptionsWith<Given<Specs, Lr>, OfGroups<Specs>>,
  ): Optimizer<Given<Specs>, Slot, Slot, Model, Lr> & TakesPerElement<Input>;
}

type Base = new () => Optimizer;

/** The class with `perElement` among the options of its `update`. */
export function takesPerElement(Base: Base, inputs: readonly string[]): Base {
  return class extends Base {
    override update(params: never, grads: never, options?: UpdateOptions & { perElement?: PerElement<string> }): void {
      const { perElement, ...rest } = Object(options) as NonNullable<typeof options>;
      const { counts, plans } = this[internals];
      // An update inside another is refused, and that one is given what it was.
      if (perElement === undefined || counts.beside)
        return super.update(params, grads, perElement === undefined ? options : rest);
      let isGiven = false;
      try {
        counts.beside = (plan) => {
          give(inputs, plan, perElement);
          isGiven = true;
        };
        super.update(params, grads, rest);
        if (isGiven) return;
        // Of a step that is left out, too, what was given stays.
        const plan = plans.find(params, grads);
        give(inputs, plan, perElement);
        if (!plan.kept) plans.admit(plan);
      } finally {
        counts.beside = undefined;
      }
    }
  };
}

/** Checks what is given for each parameter of an update, then writes it beside the state. */
function give(inputs: readonly string[], plan: Plan, perElement: PerElement<string>): void {
  if (Object(perElement) !== perElement) complain("perElement", `an object of ${inputs.join(", ")}`, perElement);
  for (const name of Object.keys(perElement))
    if (!inputs.includes(name))
      throw new TypeError(`unknown perElement.${name}: the rule reads ${inputs.join(", ")} of each element`);
  const writes = Object.entries(perElement).flatMap(([input, tree]) => {
    const label = `perElement.${input}`;
    const leaves = new Map(readTree(label, tree).leaves.map(({ name, node, key }) => [name, node.holder[key]]));
    return plan.bindings.map(({ tensor }) => {
      const { name, length } = tensor;
      const leaf = leaves.get(name);
      if (leaf === undefined) throw new TypeError(`${at(label, name)} is missing: it has the shape of the parameters`);
      // Of any element type: a mask may be bytes.
      const isFloats = ArrayBuffer.isView(leaf) && typeof (leaf as unknown as unknown[])[0] !== "bigint";
      const value = isFloats ? (leaf as unknown as Floats) : readValue(label, name, leaf).value;
      if (typeof value !== "number" && value.length !== length)
        throw new RangeError(`${at(label, name)} has ${value.length} elements, its parameter ${length}`);
      const state = tensor.state(input);
      return () => (typeof value === "number" ? state.fill(value) : state.set(value));
    });
  });
  for (const write of writes) write();
}
