import { partedOf, within } from "../internals.js";
import type { Optimizer } from "../optimizer.js";
import { readOptions } from "../options/read.js";
import type { Partition } from "../partition/partition.js";
import { readParts, writeParts, type PartitionStateDict } from "./parted.js";
import type { LoadStateDictOptions } from "./read-options.js";
import { goOn, read, readGiven } from "./read.js";
import { write, type StateDict } from "./write.js";

export type { PartitionStateDict } from "./parted.js";
export type { LoadStateDictOptions } from "./read-options.js";
export type { StateDict } from "./write.js";

/** How `stateDict` writes one. */
export interface StateDictOptions {
  /** Whether a dict is wanted that PyTorch reads as another rule, the nearest that it has. Default false. */
  approximate?: boolean;
}

/**
 * State and hyper-parameters in the layout and with the names of PyTorch's `state_dict`, of arrays in place of tensors.
 * The base's group comes first, also where no parameter is in it, then that of each combination of groups.
 *
 * Throws a `RangeError`, with the remedy, where PyTorch would go on by another rule: decoupled decay outside of Adam, both
 * decays at once, `epsMode: "hat"`, `form: "literal"`, a velocity that holds a rate which a schedule moves. With
 * `{ approximate: true }` it gives the nearest dict, which `loadStateDict` takes back as what it was. Averages, what a
 * window has gathered, and the steps of SGD in PyTorch itself are not in a dict.
 */
export function stateDict(optimizer: Optimizer, options?: StateDictOptions): StateDict;
/** The dicts of a partition's parts, one for each: of PyTorch's optimizers that move one model together. */
export function stateDict(partition: Partition, options?: StateDictOptions): PartitionStateDict;
export function stateDict(
  given: Optimizer | Partition,
  options: StateDictOptions = {},
): StateDict | PartitionStateDict {
  const approximate = readOptions("stateDict", WRITING, options).approximate === true;
  const all = partedOf(given);
  if (all) return all.during("stateDict", () => writeParts(all, approximate));
  return within("stateDict", given as Optimizer, (from) => write(from, approximate));
}

/**
 * Goes on from a PyTorch `state_dict`, of arrays in place of tensors: typed arrays, or lists of numbers, nested or not; steps
 * and numbers may be arrays of one element. Numbers take the dict's values, schedules stay those given here. Each group
 * of the dict is one combination of groups here, found by the names of its parameters.
 *
 * Takes dicts of the optimizer's own class alone: state, options and classes that have no counterpart here are refused by
 * name. Throws a `TypeError` or `RangeError` before anything is changed.
 *
 * @example loadStateDict(new SGD({ lr: cosine, momentum: 0.9 }), dict, { names: ["W", "b"], iterations: 500 })
 */
export function loadStateDict(
  optimizer: Optimizer,
  dict: StateDict,
  options?: readonly string[] | LoadStateDictOptions,
): void;
/**
 * The same of a partition: all parts go on, or none, each from the dict in its place, of its own class and parameters. Names
 * are those of all dicts, one after another.
 */
export function loadStateDict(
  partition: Partition,
  dict: PartitionStateDict,
  options?: readonly string[] | LoadStateDictOptions,
): void;
export function loadStateDict(
  into: Optimizer | Partition,
  dict: StateDict | PartitionStateDict,
  options: readonly string[] | LoadStateDictOptions = {},
): void {
  const told = readGiven(isList(options) ? { names: options } : options);
  const all = partedOf(into);
  if (all) all.during("loadStateDict", () => readParts(all, dict, told), true);
  else within("loadStateDict", into as Optimizer, (one) => goOn([read(one, dict, told)]), true);
}

function isList(given: readonly string[] | LoadStateDictOptions): given is readonly string[] {
  return Array.isArray(given);
}

const WRITING = { approximate: { default: false, flag: true } } as const;
