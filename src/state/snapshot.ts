import { writeHyperparameters } from "../checkpoint/hyperparameters.js";
import { matricesOf } from "../checkpoint/matrices.js";
import { seedsOf } from "../checkpoint/seeds.js";
import { ACCUMULATED, AVERAGE, stateSlots } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import { hasParts, rangeOf } from "../memory/whole.js";
import type { Floats } from "../numbers.js";
import type { Internals, Parted } from "../internals.js";
import { placeOf } from "../options/groups.js";
import { cut } from "../options/messages.js";
import { requireOwn } from "../step/averages.js";

/** Of the form that snapshots have now. */
export const VERSION = 1;

/** All that an optimizer goes on from, but for the parameters' values and the functions it was given. */
export interface Snapshot {
  /** Of this form. */
  version: 1;
  /** The name of its class: "Adam". */
  optimizer: string;
  iterations: number;
  skipped: number;
  /** Calls of `update` since the last step, where several make one. */
  microSteps: number;
  /** The parameters that have state, by name. */
  parameters: Record<string, { type: "float32" | "float64"; length: number }>;
  /** Of a shard: where its part of each begins in the whole parameter, and how long that is. */
  ranges?: Record<string, readonly [from: number, of: number]>;
  /** The steps that each has made. */
  steps: Record<string, number>;
  /** What each carries beside them, of rules that carry numbers from step to step. */
  carried?: Record<string, Readonly<Record<string, number>>>;
  /** Slot → name → values, as in the optimizer's own `state`; passes' slots beside them. */
  state: Record<string, Record<string, Floats>>;
  /** The averages that have begun, by name, as in `ema`. */
  ema: Record<string, Floats>;
  /** By name, the sums of gradients for the next step, where several calls make one. */
  accumulated: Record<string, Floats>;
  /** In evaluation the parameters to train on, by name, of those whose place the point to evaluate has. */
  train?: Record<string, Floats>;
  /** Of the optimizer, then what each group has of its own: values, "none" for no limit, null where a schedule gives them. */
  options: Record<string, number | string | boolean | null>[];
  /** In the same places, the state of schedules that have one. */
  schedules: Record<string, unknown>[];
  /** The shapes of parameters that the rule takes as matrices, by name, where there are any. */
  matrices?: Record<string, readonly number[]>;
  /** The seeds of `noise` among the passes, in their order, where there is any. */
  seeds?: readonly number[];
}

/** The same of a `Partition`. */
export interface PartitionSnapshot {
  /** Of this form. */
  version: 1;
  optimizer: "Partition";
  iterations: number;
  skipped: number;
  /** Of each part, in their order. */
  parts: Snapshot[];
}

/** @internal What a partition's says that it is of. */
export const TITLE = "Partition";

/** @internal */
export function takeAll({ of, counts }: Parted): PartitionSnapshot {
  return { version: VERSION, optimizer: TITLE, ...counts, parts: of.map(take) };
}

/** @internal A copy that nobody else changes. Throws, naming it, for what cannot be copied. */
export function copyOf<Value>(label: string, value: Value): Value {
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new TypeError(`${label} cannot be copied: ${cut(String(cause))}`, { cause });
  }
}

/** @internal */
export function take(from: Internals): Snapshot {
  const { title, hyper, store, counts, evaluating } = from;
  const tensors = [...store.tensors.values()];
  for (const tensor of tensors) if (tensor.aside === undefined) requireOwn(tensor, "snapshot");
  const byName = <Value>(some: readonly Tensor[], what: (tensor: Tensor) => Value) =>
    Object.fromEntries(some.map((tensor) => [tensor.name, what(tensor)]));
  const copies = (slot: string, some = tensors) => byName(some, (tensor) => tensor.state(slot).slice());
  const { options, schedules } = writeHyperparameters(hyper);
  const { iterations, skipped, microSteps } = counts;
  return {
    version: VERSION,
    optimizer: title,
    iterations,
    skipped,
    microSteps,
    parameters: byName(tensors, ({ element, length }) => ({ type: element === 4 ? "float32" : "float64", length })),
    ...(hasParts(tensors) && { ranges: byName(tensors, rangeOf) }),
    steps: byName(tensors, ({ clock }) => clock.steps),
    ...(store.layout.carried && { carried: byName(tensors, ({ clock }) => ({ ...clock.carried })) }),
    state: Object.fromEntries(stateSlots(store.layout).map((slot) => [slot, copies(slot)])),
    ema: copies(
      AVERAGE,
      tensors.filter(({ averaged }) => averaged),
    ),
    accumulated: copies(
      ACCUMULATED,
      tensors.filter(({ gathered }) => gathered),
    ),
    ...(evaluating && {
      train: byName(
        tensors.filter(({ aside }) => aside !== undefined),
        ({ aside }) => (aside as Floats).slice(),
      ),
    }),
    options: options as Snapshot["options"],
    ...seedsOf(hyper),
    ...matricesOf(tensors),
    schedules: schedules.map((states, k) =>
      Object.fromEntries(
        Object.entries(states).flatMap(([name, state]) =>
          state === undefined ? [] : [[name, copyOf(`the state of ${placeOf(k)}${name}, a schedule,`, state)]],
        ),
      ),
    ),
  };
}
