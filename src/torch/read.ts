import { restore, tensorName } from "../checkpoint/file.js";
import type { Saved } from "../checkpoint/saved.js";
import { floatsOf, type Floats, type Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, isWhole, WHOLE } from "../options/messages.js";
import { readOptions } from "../options/read.js";
import { requireFit, requireSame } from "./fit.js";
import { readGroupOptions } from "./group-options.js";
import { namesOf, type TorchNames } from "./names.js";
import { combinationsOf, readGroups } from "./params.js";
import { spread } from "./spread.js";
import { labelOf, readStates, type State } from "./states.js";
import { entriesOf } from "./tensors.js";
import { requireFloats } from "./write.js";

/** How `loadStateDict` reads a dict. */
export interface LoadStateDictOptions {
  /** The parameters' names in the dict's order, where it has no `param_names`. Default: those that it has. */
  names?: readonly string[];
  /**
   * The steps that the optimizer has made, for its schedules, and those of each parameter of which the dict counts none.
   * Default: those of the parameter that has made most; 0 where the dict counts none, as PyTorch's SGD does.
   */
  iterations?: number;
  /**
   * Whether the `weight_decay` of a dict from before `decoupled_weight_decay` is AdamW's. Must be said where it
   * matters. Default: false.
   */
  decoupled?: boolean;
}

/** @internal Reads and checks all of it before it changes anything. */
export function read(into: Internals, dict: unknown, given: LoadStateDictOptions): void {
  const { title, hyper } = into;
  const torch = namesOf(title);
  requireFloats(into, "loadStateDict");
  const { names, iterations, decoupled } = readGiven(torch, given);
  const parts = entriesOf("a state dict", dict, "{ state, param_groups }");
  const groups = readGroups(parts.get("param_groups"), names);
  const options = groups.map((group) => readGroupOptions(title, torch, group.options, decoupled));
  const combinations = combinationsOf(hyper, groups);
  groups.forEach((_, k) => requireSame(into, { combination: combinations[k], options: options[k] }));
  const states = readStates(into, torch, parts.get("state"), groups);
  groups.forEach(({ params }, k) => {
    const begun = params.some(({ key }) => (states.get(key) as State).slots.length > 0);
    requireFit(into, torch, { params, combination: combinations[k], options: options[k], begun });
  });
  const own = spread(
    hyper,
    options.map((each, k) => ({ combination: combinations[k], options: each })),
  );

  const tensors = new Map<string, Floats>();
  const shapes: Shape[] = [];
  const steps = new Map<string, number>();
  const carried = new Map<string, Readonly<Record<string, number>>>();
  groups.forEach(({ params }, k) => {
    const factor = torch.rated ? -Number(options[k].lr) : 1;
    for (const { name, key } of params) {
      const { shape, slots, step, carried: beside } = states.get(key) as State;
      if (torch.corrects && slots.length > 0 && (step ?? iterations) === undefined)
        throw new RangeError(
          `${labelOf(name, "step")} is missing in the state dict: give loadStateDict { iterations }`,
        );
      // What has state has made a step.
      steps.set(name, step ?? (slots.length > 0 ? Math.max(1, iterations ?? 0) : 0));
      if (beside !== undefined) carried.set(name, beside);
      if (shape === undefined) continue;
      shapes.push({ ...shape, name });
      into.kernels.slots.forEach((slot, j) => {
        const values = slots[j]?.map((value) => value * factor) ?? new (floatsOf(shape.element))(shape.length);
        tensors.set(tensorName(name, slot), values);
      });
    }
  });
  let most = 0;
  for (const { step = 0 } of states.values()) most = Math.max(most, step);
  const whence = "the state dict";
  const none = hyper.given.map(() => ({}));
  const saved: Saved = {
    whence,
    shapes,
    counts: { iterations: iterations ?? most, skipped: 0, microSteps: 0 },
    steps,
    carried,
    options: none,
    schedules: none,
    own: false,
    zeros: true,
  };
  hyper.change(whence, () => {
    own.forEach((values, giver) => Object.assign(hyper.given[giver], values));
    restore(into, saved, tensors);
  });
}

function readGiven(torch: TorchNames, given: LoadStateDictOptions): LoadStateDictOptions {
  const told: LoadStateDictOptions = readOptions("loadStateDict", GIVEN, given);
  const { iterations, decoupled } = told;
  if (iterations !== undefined && !isWhole(iterations)) complain("iterations", WHOLE, iterations);
  if (decoupled && !torch.decouples)
    throw new RangeError(`decoupled is true, and PyTorch's ${torch.title} has coupled decay alone`);
  return told;
}

const GIVEN = {
  names: { default: undefined },
  iterations: { default: undefined },
  decoupled: { default: false, flag: true },
} as const;
