import { carryOut, tensorName } from "../checkpoint/file.js";
import { floatsOf, type Element, type Floats, type Shape } from "../numbers.js";
import type { Internals } from "../optimizer.js";
import { complain, isWhole, WHOLE } from "../options/messages.js";
import { readPlain, requireKnown } from "../options/read.js";
import { requireFit } from "./fit.js";
import { readOptions } from "./group-options.js";
import { namesOf, type TorchNames } from "./names.js";
import { combinationsOf, readGroups } from "./params.js";
import { spread } from "./spread.js";
import { labelOf, readState, readStates } from "./states.js";
import { entriesOf } from "./tensors.js";

export interface LoadStateDictOptions {
  /** The parameters' names in the dict's order, where it has no `param_names`. */
  names?: readonly string[];
  /**
   * The steps that the optimizer has made, for its schedules, and those of each parameter of which the dict counts none.
   * Default: those of the parameter that has made most; 0 where the dict counts none, as PyTorch's SGD does.
   */
  iterations?: number;
  /** Whether the `weight_decay` of a dict from before `decoupled_weight_decay` is AdamW's. */
  decoupled?: boolean;
}

/** @internal Reads and checks all of it before it changes anything. */
export function read(into: Internals, dict: unknown, given: LoadStateDictOptions): void {
  const { title, kernels, hyper, store, counts } = into;
  const torch = namesOf(title);
  const { names, iterations, decoupled } = readGiven(torch, given);
  counts.phase.require("loadStateDict", true);
  const parts = entriesOf("a state dict", dict, "{ state, param_groups }");
  const groups = readGroups(parts.get("param_groups"), names);
  const options = groups.map((group) => readOptions(title, torch, group.options, decoupled));
  const combinations = combinationsOf(hyper, groups);
  const states = readStates(parts.get("state"), groups);

  const tensors = new Map<string, Floats>();
  const shapes: Shape[] = [];
  const steps: Record<string, number> = {};
  let most = 0;
  groups.forEach(({ params }, k) => {
    const found = params.map((param) => ({ ...param, ...readState(into, torch, param, states.get(param.key)) }));
    const begun = found.some(({ slots }) => slots.length > 0);
    requireFit(into, torch, { params, combination: combinations[k], options: options[k], begun });
    const factor = torch.rated ? -(options[k].lr as number) : 1;
    for (const { name, slots, step } of found) {
      most = Math.max(most, step ?? 0);
      const shape = slots[0] ?? store.tensors.get(name);
      if (shape === undefined) continue;
      const element = ("element" in shape ? shape.element : shape.BYTES_PER_ELEMENT) as Element;
      shapes.push({ name, element, length: shape.length });
      kernels.slots.forEach((slot, j) =>
        tensors.set(
          tensorName(name, slot),
          slots[j]?.map((value) => value * factor) ?? new (floatsOf(element))(shape.length),
        ),
      );
      if (slots.length > 0 && torch.corrects && step === undefined && iterations === undefined)
        throw new RangeError(
          `${labelOf(name, "step")} is missing in the state dict: give loadStateDict { iterations }`,
        );
      // What has state has made a step.
      steps[name] = step ?? (slots.length > 0 ? Math.max(1, iterations ?? 0) : 0);
    }
  });
  const wanted = options.map((each, k) => ({ combination: combinations[k], options: each }));
  const all = { iterations: iterations ?? most, skipped: 0, microSteps: 0, of: steps };
  carryOut(into, shapes, tensors, all, spread(hyper, wanted));
}

function readGiven(torch: TorchNames, given: LoadStateDictOptions): LoadStateDictOptions {
  requireKnown("loadStateDict", GIVEN, given);
  const { iterations, decoupled } = given;
  if (iterations !== undefined && !isWhole(iterations)) complain("iterations", WHOLE, iterations);
  if (decoupled !== undefined) {
    readPlain("decoupled", GIVEN.decoupled, decoupled);
    if (decoupled && !torch.decouples)
      throw new RangeError(`decoupled is true, and PyTorch's ${torch.title} has coupled decay alone`);
  }
  return given;
}

const GIVEN = {
  names: { default: undefined },
  iterations: { default: undefined },
  decoupled: { default: false, flag: true },
} as const;
