import { carryOut, sizesOf, tensorName } from "../checkpoint/file.js";
import { restoring } from "../checkpoint/restoring.js";
import type { Saved } from "../checkpoint/saved.js";
import { requireWhole } from "../memory/whole.js";
import type { Floats, Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, isWhole, WHOLE } from "../options/messages.js";
import { readOptions } from "../options/read.js";
import type { OptionValue } from "../options/specs.js";
import { requireFit, requireSame } from "./fit.js";
import { readGroupOptions } from "./group-options.js";
import { namesOf } from "./names.js";
import { combinationsOf, readGroups } from "./params.js";
import { spread } from "./spread.js";
import { labelOf, readStates, WHENCE, type State } from "./states.js";
import { entriesOf } from "./tensors.js";
import { requireFloats } from "./write.js";
import type { LoadStateDictOptions } from "./read-options.js";

/** What a dict would have an optimizer go on from. */
export interface Reading {
  readonly into: Internals;
  readonly saved: Saved;
  /** By their names in files. */
  readonly tensors: ReadonlyMap<string, Floats>;
  /** What the base and each group are to have of their own. */
  readonly own: readonly Record<string, OptionValue>[];
}

/** Has an optimizer go on from a dict, or several from one each: all of it is read and checked before it changes anything. */
export function goOn(readings: readonly Reading[]): void {
  const all = readings.reduceRight<() => void>(
    (inner, { into: { hyper }, own }) =>
      () =>
        hyper.change(WHENCE, () => {
          own.forEach((values, giver) => Object.assign(hyper.given[giver], values));
          inner();
        }),
    () =>
      carryOut(
        readings.map(({ into, saved, tensors }) => [restoring(into, saved, sizesOf(tensors)), tensors] as const),
      ),
  );
  all();
}

/** Reads and checks a dict; `namesFor` gives the names of so many parameters. Default: those given. */
export function read(
  into: Internals,
  dict: unknown,
  given: LoadStateDictOptions,
  namesFor?: (count: number) => unknown,
): Reading {
  const { title, hyper } = into;
  const torch = namesOf(title);
  requireFloats(into, "loadStateDict");
  requireWhole(into, "loadStateDict");
  const { names, iterations, decoupled } = given;
  if (decoupled && !torch.decouples && !torch.decoupledAlone)
    throw new RangeError(`decoupled is true, and PyTorch's ${torch.title} has coupled decay alone`);
  const parts = entriesOf("a state dict", dict, "{ state, param_groups }");
  const groups = readGroups(parts.get("param_groups"), namesFor ?? (() => names));
  const options = groups.map((group) => readGroupOptions(title, torch, group.options, decoupled));
  const combinations = combinationsOf(hyper, groups);
  groups.forEach((_, k) => requireSame(into, { combination: combinations[k], options: options[k] }));
  const states = readStates(into, torch, parts.get("state"), groups);
  groups.forEach(({ params }, k) => {
    const begun = params.some(({ key }) => (states.get(key) as State).begun);
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
      const { shape, begun, slots, step, carried: beside } = states.get(key) as State;
      if (torch.corrects && begun && (step ?? iterations) === undefined)
        throw new RangeError(
          `${labelOf(name, "step")} is missing in the state dict: give loadStateDict { iterations }`,
        );
      // What has state has made a step.
      steps.set(name, step ?? (begun ? Math.max(1, iterations ?? 0) : 0));
      if (beside !== undefined) carried.set(name, beside);
      if (shape === undefined) continue;
      shapes.push({ ...shape, name });
      for (const [slot, values] of Object.entries(slots))
        tensors.set(tensorName(name, slot), begun ? values.map((value) => value * factor) : values);
    }
  });
  let most = 0;
  for (const { step = 0 } of states.values()) most = Math.max(most, step);
  const none = hyper.given.map(() => ({}));
  const saved: Saved = {
    whence: WHENCE,
    shapes,
    counts: { iterations: iterations ?? most, skipped: 0, microSteps: 0 },
    steps,
    carried,
    options: none,
    schedules: none,
    own: false,
    zeros: true,
  };
  return { into, saved, tensors, own };
}

/** What `loadStateDict` is told, checked. */
export function readGiven(given: unknown): LoadStateDictOptions {
  const told: LoadStateDictOptions = readOptions("loadStateDict", GIVEN, given);
  if (told.iterations !== undefined && !isWhole(told.iterations)) complain("iterations", WHOLE, told.iterations);
  return told;
}

const GIVEN = {
  names: { default: undefined },
  iterations: { default: undefined },
  decoupled: { default: false, flag: true },
} as const;
