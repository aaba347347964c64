import { writeCarried } from "../checkpoint/entries.js";
import { writeHyperparameters } from "../checkpoint/hyperparameters.js";
import { ACCUMULATED, AVERAGE } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import type { Internals } from "../internals.js";
import { quote } from "../options/messages.js";
import { requireOwn } from "../step/averages.js";
import { slotNames, weightName } from "./names.js";

/** The first weight of tf's optimizers, and the last of ours where tf's form cannot hold all. */
export const ITERATIONS = "iter";
export const BESIDE = "optim-wasm";

/** What is kept beside the weights that tf has. */
export interface Beside {
  readonly version: 1;
  readonly steps: Readonly<Record<string, number>>;
  readonly carried?: Readonly<Record<string, unknown>>;
  readonly skipped: number;
  readonly microSteps: number;
  readonly schedules: readonly Readonly<Record<string, unknown>>[];
}

/** A weight as numbers, of the parameter of that name, if it is one's. */
export interface Weight {
  readonly name: string;
  readonly values: Float32Array | Int32Array;
  readonly of: string | undefined;
}

/** All that an optimizer goes on from, as tf's optimizers write it: iterations, then slot by slot all variables. */
export function writeWeights(from: Internals): Weight[] {
  const { title, kernels, store, counts } = from;
  counts.phase.require("getWeights");
  const tensors = [...store.tensors.values()];
  for (const tensor of tensors) {
    requireOwn(tensor, "getWeights");
    if (tensor.element !== 4)
      throw new TypeError(
        `the state of ${quote(tensor.name)} is float64, which tf does not have: save(optimizer) keeps it`,
      );
  }
  const weights: Weight[] = [{ name: ITERATIONS, values: Int32Array.of(counts.iterations), of: undefined }];
  const add = (there: string, some: readonly Tensor[], valuesOf: (tensor: Tensor) => Float32Array) => {
    for (const tensor of some)
      weights.push({ name: weightName(tensor.name, there), values: valuesOf(tensor), of: tensor.name });
  };
  const slots = slotNames(title, kernels.slots);
  for (const { there, here } of slots)
    add(there, tensors, (tensor) =>
      here === undefined ? new Float32Array(tensor.length) : (tensor.state(here).slice() as Float32Array),
    );
  const averaged = tensors.filter((tensor) => tensor.averaged);
  const gathered = tensors.filter((tensor) => tensor.gathered);
  add(AVERAGE, averaged, (tensor) => tensor.state(AVERAGE).slice() as Float32Array);
  add(ACCUMULATED, gathered, (tensor) => tensor.state(ACCUMULATED).slice() as Float32Array);
  const { schedules } = writeHyperparameters(from.hyper);
  const isPlain =
    store.layout.carried === undefined &&
    averaged.length + gathered.length + counts.skipped + counts.microSteps === 0 &&
    tensors.every(({ clock }) => clock.steps === counts.iterations) &&
    !slots.some(({ rated }) => rated) &&
    schedules.every((states) => Object.values(states).every((state) => state === undefined));
  if (!isPlain)
    weights.push({
      name: BESIDE,
      values: encodeText(JSON.stringify(besideOf(from, tensors, schedules))),
      of: undefined,
    });
  return weights;
}

function besideOf({ store, counts }: Internals, tensors: readonly Tensor[], schedules: Beside["schedules"]): Beside {
  const byName = <Value>(what: (tensor: Tensor) => Value) =>
    Object.fromEntries(tensors.map((tensor) => [tensor.name, what(tensor)]));
  return {
    version: 1,
    steps: byName(({ clock }) => clock.steps),
    ...(store.layout.carried && { carried: byName(({ clock }) => writeCarried(clock.carried)) }),
    skipped: counts.skipped,
    microSteps: counts.microSteps,
    schedules,
  };
}

/** A text as whole numbers, one for each unit of it. */
function encodeText(text: string): Int32Array {
  return Int32Array.from({ length: text.length }, (_, k) => text.charCodeAt(k));
}

export function decodeText(units: ArrayLike<number>): string {
  let text = "";
  for (let k = 0; k < units.length; k++) text += String.fromCharCode(units[k]);
  return text;
}
