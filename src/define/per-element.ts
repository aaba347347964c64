import type { OptionsWith } from "../common-options.js";
import type { UpdateOptions } from "../call-options.js";
import { internals } from "../internals.js";
import { readTree } from "../model/tree.js";
import { at, readValue } from "../model/values.js";
import type { Floats } from "../numbers.js";
import { complain } from "../options/messages.js";
import type { Dynamic, Gradients, Params } from "../model/types.js";
import type { Optimizer } from "../optimizer.js";
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
  ): Omit<Optimizer<Given<Specs>, Slot, Slot, Model, Lr>, "update"> & TakesPerElement<Input>;
}

type Base = new () => Optimizer;

/** The class with `perElement` among the options of its `update`. */
export function takesPerElement(Base: Base, inputs: readonly string[]): Base {
  return class extends Base {
    constructor(...options: []) {
      super(...options);
      const { store } = this[internals];
      const begin = store.begin.bind(store);
      // What was given before the first step is not begun again with it.
      store.begin = (tensor) => {
        const kept = given.has(tensor) ? inputs.map((name) => tensor.state(name).slice()) : [];
        begin(tensor);
        kept.forEach((values, k) => tensor.state(inputs[k]).set(values));
      };
    }

    override reset(): void {
      for (const tensor of this[internals].store.tensors.values()) given.delete(tensor);
      super.reset();
    }

    override update(
      params: never,
      grads: never,
      options: UpdateOptions & { perElement?: PerElement<string> } = {},
    ): void {
      const { perElement, ...rest } = options;
      if (perElement !== undefined) give(this, inputs, params, grads, perElement);
      super.update(params, grads, rest);
    }
  };
}

/** Parameters that were given any. */
const given = new WeakSet<object>();

/** Checks what is given for each parameter of an update, then writes it beside the state. */
function give(
  to: Optimizer,
  inputs: readonly string[],
  params: object,
  grads: object,
  perElement: PerElement<string>,
): void {
  if (Object(perElement) !== perElement) complain("perElement", `an object of ${inputs.join(", ")}`, perElement);
  for (const name of Object.keys(perElement))
    if (!inputs.includes(name))
      throw new TypeError(`unknown perElement.${name}: the rule reads ${inputs.join(", ")} of each element`);
  const { plans, counts } = to[internals];
  counts.phase.during("update", () => {
    const plan = plans.find(params, grads);
    const writes = Object.entries(perElement).flatMap(([input, tree]) => {
      const label = `perElement.${input}`;
      const leaves = new Map(readTree(label, tree).leaves.map(({ name, node, key }) => [name, node.holder[key]]));
      return plan.bindings.map(({ tensor }) => {
        const { name, length } = tensor;
        const leaf = leaves.get(name);
        if (leaf === undefined)
          throw new TypeError(`${at(label, name)} is missing: it has the shape of the parameters`);
        // Of any element type: a mask may be bytes.
        const value = ArrayBuffer.isView(leaf) ? (leaf as Floats) : readValue(label, name, leaf).value;
        if (typeof value !== "number" && value.length !== length)
          throw new RangeError(`${at(label, name)} has ${value.length} elements, its parameter ${length}`);
        const state = tensor.state(input);
        return () => (typeof value === "number" ? state.fill(value) : state.set(value));
      });
    });
    if (!plan.kept) plans.admit(plan);
    for (const write of writes) write();
    for (const { tensor } of plan.bindings) given.add(tensor);
  });
}
