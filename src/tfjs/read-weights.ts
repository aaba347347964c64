import { readCarried, readCount, readSteps } from "../checkpoint/entries.js";
import { restore, tensorName } from "../checkpoint/file.js";
import type { Saved } from "../checkpoint/saved.js";
import { ACCUMULATED, AVERAGE } from "../memory/layout.js";
import type { Floats, Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, describe, isObject, quote } from "../options/messages.js";
import { keepAlone } from "../step/keep-alone.js";
import { slotNames, weightName, type SlotName } from "./names.js";
import { lengthOf, type TfTensor } from "./tensorflow.js";
import { BESIDE, decodeText, ITERATIONS, type Beside } from "./write-weights.js";

const WHENCE = "the weights";

/** A weight that was given, and its values. */
export interface GivenWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** The values of weights, once tf has them. */
export async function valuesOf(given: unknown): Promise<GivenWeight[]> {
  if (!Array.isArray(given)) complain("weights", "a list of { name, tensor }", given);
  return Promise.all(
    given.map(async (weight: unknown, k) => {
      const { name, tensor } = Object(weight) as { name?: unknown; tensor?: Partial<TfTensor> };
      if (typeof name !== "string" || typeof tensor?.data !== "function")
        return complain(`weights[${k}]`, "{ name, tensor }", weight);
      return { name, shape: [...(tensor.shape as number[])], values: (await tensor.data()) as ArrayLike<number> };
    }),
  );
}

/**
 * Has an optimizer go on from weights of `getWeights`, of ours or of tf's own. Throws, saying what is wrong, before anything
 * is changed. Gives the shapes of the parameters that have state now.
 */
export function readWeights(into: Internals, weights: readonly GivenWeight[]): Map<string, readonly number[]> {
  const { title, kernels, store, hyper, plans } = into;
  into.counts.phase.require("setWeights", true);
  const [first, ...rest] = weights;
  if (first?.name !== ITERATIONS || first.values.length !== 1)
    throw new TypeError(`weights must begin with ${quote(ITERATIONS)}, the steps so far, got ${describe(first?.name)}`);
  const iterations = readCount(ITERATIONS, first.values[0], WHENCE);
  const beside = readBeside(rest);
  const byName = new Map(rest.filter(({ name }) => name !== BESIDE).map((weight) => [weight.name, weight]));
  const slots = slotNames(title, kernels.slots);
  const names = beside ? Object.keys(beside.steps) : namesOf(title, byName.keys(), slots);
  const shapes: Shape[] = [];
  const tensors = new Map<string, Floats>();
  const dimensions = new Map<string, readonly number[]>();
  for (const name of names) {
    const found = takeSlots(into, byName, name, slots, beside !== undefined);
    for (const [slot, values] of found.tensors) tensors.set(tensorName(name, slot), values);
    if (found.shape === undefined) continue;
    dimensions.set(name, found.shape);
    shapes.push({ name, element: 4, length: lengthOf(found.shape) });
  }
  const [unknown] = byName.keys();
  if (unknown !== undefined)
    throw new RangeError(`${WHENCE} have ${quote(unknown)}, which ${title} does not keep here`);
  const none = hyper.given.map(() => ({}));
  const saved: Saved = {
    whence: WHENCE,
    shapes,
    counts: {
      iterations,
      skipped: readCount("skipped", beside?.skipped ?? 0, WHENCE),
      microSteps: readCount("microSteps", beside?.microSteps ?? 0, WHENCE),
    },
    steps: beside && readSteps(beside.steps, shapes, WHENCE),
    carried: store.layout.carried && readCarried(beside?.carried ?? {}, shapes, store.layout.carried, WHENCE),
    options: none,
    schedules: beside?.schedules ?? none,
    own: false,
    zeros: false,
  };
  const before = [...store.tensors.values()];
  const isSame = before.length === shapes.length && shapes.every(({ name }) => store.tensors.has(name));
  if (!isSame) keepAlone(store, []);
  try {
    restore(into, saved, tensors);
  } catch (error) {
    keepAlone(store, before);
    throw error;
  } finally {
    plans.renew();
  }
  return dimensions;
}

function readBeside(weights: readonly GivenWeight[]): Beside | undefined {
  const found = weights.find(({ name }) => name === BESIDE);
  if (found === undefined) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(decodeText(found.values));
  } catch (cause) {
    throw new RangeError(`${quote(BESIDE)} in ${WHENCE} is not JSON`, { cause });
  }
  if (!isObject(read) || read.version !== 1 || !isObject(read.steps))
    return complain(`${quote(BESIDE)} in ${WHENCE}`, "{ version: 1, steps, … }", read, RangeError);
  return read as unknown as Beside;
}

/** The parameters that weights of tf's own form are of. */
function namesOf(title: string, weights: Iterable<string>, slots: readonly SlotName[]): Set<string> {
  const names = new Set<string>();
  for (const weight of weights) {
    const slot = slots.find(({ there }) => weight.endsWith(`/${there}`));
    if (slot === undefined) throw new RangeError(`${WHENCE} have ${quote(weight)}, which ${title} does not keep here`);
    names.add(weight.slice(0, -slot.there.length - 1));
  }
  return names;
}

/** Takes the state of one parameter out of the weights. */
function takeSlots(
  { title, hyper, store }: Internals,
  weights: Map<string, GivenWeight>,
  name: string,
  slots: readonly SlotName[],
  isOurs: boolean,
): { tensors: Map<string, Float32Array>; shape: readonly number[] | undefined } {
  const tensors = new Map<string, Float32Array>();
  let shape: readonly number[] | undefined;
  const take = (there: string, here: string | undefined, divisor = 1) => {
    const label = weightName(name, there);
    const weight = weights.get(label);
    if (weight === undefined) return false;
    weights.delete(label);
    shape ??= weight.shape;
    if (lengthOf(shape) !== weight.values.length)
      throw new RangeError(`${quote(label)} must have the shape [${shape}] of the others, got [${weight.shape}]`);
    const values = Float32Array.from(weight.values);
    if (here !== undefined) tensors.set(here, divisor === 1 ? values : values.map((value) => value / divisor));
    return true;
  };
  for (const { there, here, rated } of slots) {
    const divisor = rated && !isOurs ? (hyper.values[0].lr as number) : 1;
    if (!take(there, here, divisor))
      throw new RangeError(`${quote(weightName(name, there))} is missing in ${WHENCE}: ${title} keeps it here`);
  }
  for (const slot of [AVERAGE, ACCUMULATED]) if (store.layout.slots.includes(slot)) take(slot, slot);
  return { tensors, shape };
}
