import { isFloats, readMap, requireSameShape } from "./maps.js";
import { AVERAGE } from "./span.js";
import type { Tensor } from "./tensor.js";

/** The parameter must be its own, not its average. */
export function requireOwn({ name, swapped }: Tensor, before: string): void {
  if (swapped) throw new TypeError(`the parameter ${JSON.stringify(name)} holds its average: call swapAverages again before ${before}`);
}

/** Exchanges parameters with their averages; everything is checked before the first is. */
export function swapAverages(tensors: ReadonlyMap<string, Tensor>, params: object): void {
  const pairs = readMap("params", params).map((entry) => {
    const tensor = tensors.get(entry.name);
    if (tensor === undefined || !tensor.averaged) {
      throw new TypeError(`params[${JSON.stringify(entry.name)}] has no average: it needs emaDecay and a step`);
    }
    requireSameShape("params", entry, tensor);
    return { tensor, param: entry.param };
  });
  for (const { tensor, param } of pairs) {
    const average = tensor.state(AVERAGE);
    if (typeof param === "number") {
      (params as Record<string, number>)[tensor.name] = average[0];
      average[0] = param;
    } else if (isFloats(param)) {
      const kept = param.slice();
      param.set(average);
      average.set(kept);
    } else {
      for (let i = 0; i < param.length; i++) [param[i], average[i]] = [average[i], param[i]];
    }
    tensor.swapped = !tensor.swapped;
  }
}
