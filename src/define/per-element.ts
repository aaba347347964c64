import type { OptionsWith } from "../common-options.js";
import type { UpdateOptions } from "../call-options.js";
import { internals } from "../internals.js";
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
  ): TakesPerElement<Input> & Optimizer<Given<Specs>, Slot, Slot, Model, Lr>;
}

type Base = new () => Optimizer;

/** The class with `perElement` among the options of its `update`. */
export function takesPerElement(Base: Base, inputs: readonly string[]): Base {
  return class extends Base {
    constructor(...options: []) {
      super(...options);
      const { store } = this[internals];
      const begin = store.begin.bind(store);
      const clear = store.clear.bind(store);
      let begun = new WeakSet<object>();
      // What was given, or loaded, before the first step is not begun again with it.
      store.begin = (tensor) => {
        const kept = begun.has(tensor) ? inputs.map((name) => tensor.state(name).slice()) : [];
        begin(tensor);
        kept.forEach((values, k) => tensor.state(inputs[k]).set(values));
        begun.add(tensor);
      };
      store.clear = () => {
        clear();
        begun = new WeakSet();
        store.tensors.forEach(store.begin);
      };
    }

    override update(params: never, grads: never, options?: UpdateOptions & { perElement?: PerElement<string> }): void {
      const { perElement, ...rest } = options ?? {};
      const { counts, plans } = this[internals];
      // An update inside another is refused, and that one is given what it was.
      if (perElement === undefined || counts.beside) return super.update(params, grads, options && rest);
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
  if (Object(perElement) !== perElement)
    throw new TypeError(`perElement must be an object of ${inputs.join(", ")}, got ${String(perElement)}`);
  for (const name of Object.keys(perElement))
    if (!inputs.includes(name))
      throw new TypeError(`unknown perElement.${name}: the rule reads ${inputs.join(", ")} of each element`);
  const writes: (() => void)[] = [];
  for (const [input, tree] of Object.entries(perElement)) {
    const leaves = new Map(leavesOf(`perElement.${input}`, tree, ""));
    for (const { tensor } of plan.bindings) {
      const { name, length } = tensor;
      const value = leaves.get(name);
      const label = `perElement.${input}[${JSON.stringify(name)}]`;
      if (value === undefined) throw new TypeError(`${label} is missing: it has the shape of the parameters`);
      if (typeof value !== "number" && value.length !== length)
        throw new RangeError(`${label} has ${value.length} elements, its parameter ${length}`);
      writes.push(() => (typeof value === "number" ? tensor.state(input).fill(value) : tensor.state(input).set(value)));
    }
  }
  for (const write of writes) write();
}

type Leaf = number | ArrayLike<number>;

/** The leaves of a tree by their paths, as `update` names them. */
function leavesOf(label: string, value: unknown, path: string): [string, Leaf][] {
  if (typeof value === "number") return [[path, value]];
  if (ArrayBuffer.isView(value) && typeof (value as unknown as unknown[])[0] !== "bigint")
    return [[path, value as unknown as ArrayLike<number>]];
  if (Array.isArray(value) && value.every((each) => typeof each === "number")) return [[path, value]];
  if (Object(value) !== value || typeof value === "function")
    throw new TypeError(`${label}${path && `.${path}`} must be numbers, or an object of them, got ${String(value)}`);
  return Object.entries(value as object).flatMap(([key, each]) => leavesOf(label, each, path ? `${path}.${key}` : key));
}
