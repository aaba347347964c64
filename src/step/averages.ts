import { readMap, requireSameShape } from "../model/maps.js";
import { AVERAGE } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";

/** The parameter must be its own, not its average. */
export function requireOwn({ name, swapped }: Tensor, before: string): void {
  if (swapped) throw new TypeError(`the parameter ${JSON.stringify(name)} holds its average: call swapAverages again before ${before}`);
}

/** Exchanges parameters with their averages; everything is checked before the first is. */
export function swapAverages(tensors: ReadonlyMap<string, Tensor>, params: object): void {
  const pairs = readMap("params", params).found.map((entry) => {
    const tensor = tensors.get(entry.name);
    if (tensor === undefined || !tensor.averaged) {
      throw new TypeError(`params[${JSON.stringify(entry.name)}] has no average: it needs emaDecay and a step`);
    }
    requireSameShape("params", entry, tensor);
    return { tensor, param: entry.param };
  });
  for (const { tensor, param } of pairs) {
    const average = tensor.state(AVERAGE);
    const values = typeof param === "number" ? [param] : param;
    for (let i = 0; i < values.length; i++) [values[i], average[i]] = [average[i], values[i]];
    if (typeof param === "number") (params as Record<string, number>)[tensor.name] = values[0];
    tensor.swapped = !tensor.swapped;
  }
}
