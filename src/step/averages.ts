import { GAIN, KEEP } from "../kernels/scalars.js";
import { requireSameShape, type Found } from "../model/maps.js";
import { at } from "../model/values.js";
import { AVERAGE } from "../memory/layout.js";
import type { Span } from "../memory/span.js";
import type { Tensor } from "../memory/tensor.js";
import type { Numbers } from "../numbers.js";
import type { Hyperparameters } from "../options/hyperparameters.js";
import { quote } from "../options/messages.js";
import type { Binding } from "./binding.js";
import type { Keeper } from "./plans.js";

/** The parameter must be its own, not its average. */
export function requireOwn({ name, swapped, aside }: Tensor, before: string): void {
  if (swapped)
    throw new TypeError(
      `the parameter ${quote(name)} holds its average: call ${aside ? "train" : "swapAverages again"} before ${before}`,
    );
}

/** Exchanges parameters with their averages; everything is checked before the first is. */
export function swapAverages(tensors: Keeper["tensors"], params: readonly Found[]): void {
  const pairs = params.map((entry) => {
    const tensor = tensors.get(entry.name);
    if (tensor === undefined || !tensor.averaged) {
      throw new TypeError(`${at("params", entry.name)} has no average: it needs emaDecay and a step`);
    }
    requireSameShape("params", entry, tensor);
    return { ...entry, tensor };
  });
  const own = putAll(pairs, ({ tensor }) => tensor.state(AVERAGE));
  pairs.forEach(({ tensor }, j) => {
    tensor.state(AVERAGE).set(own[j]);
    tensor.swapped = !tensor.swapped;
  });
}

/** A parameter as a model holds it. */
export interface Held extends Found {
  readonly tensor: Tensor;
}

/** Gives all of these parameters other values; what they were. */
export function putAll<Each extends Held>(
  pairs: readonly Each[],
  next: (pair: Each, own: Numbers) => Numbers,
): Numbers[] {
  const own = pairs.map(({ param }) => (typeof param === "number" ? [param] : param.slice()));
  const put = (k: number, values: Numbers): void => {
    const { node, key, param } = pairs[k];
    if (typeof param === "number") node.holder[key] = values[0];
    else for (let i = 0; i < values.length; i++) param[i] = values[i];
  };
  let k = 0;
  try {
    for (; k < pairs.length; k++) put(k, next(pairs[k], own[k]));
  } catch (error) {
    // A setter may refuse: then all have their own again.
    for (; k >= 0; k--) put(k, own[k]);
    throw error;
  }
  return own;
}

/** The average's weights. */
export function writeAverage({ scalars }: Span, { values }: Hyperparameters): void {
  const decay = values[0].emaDecay as number;
  scalars[KEEP] = decay;
  scalars[GAIN] = 1 - decay;
}

/** The first step copies the parameters. */
export function beginAverages(bindings: readonly Binding[]): void {
  for (let k = 0; k < bindings.length; k++) {
    const { tensor, param } = bindings[k];
    if (!tensor.averaged) tensor.state(AVERAGE).set(param);
    tensor.averaged = true;
  }
}
