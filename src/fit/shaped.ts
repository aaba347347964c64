import { copyOf } from "../model/tree.js";
import { viewsOf } from "./beside.js";
import type { Point } from "./point.js";

/** Numbers in the shape of the parameters. */
export type Shaped<Params> = {
  readonly [Name in keyof Params]: Params[Name] extends number ? number : Params[Name];
};

/** Numbers in the shape of a model: an array for an array, a number for a number. */
export function shaped(point: Point, numbers: Float64Array): object {
  const views = viewsOf(point, numbers);
  const leaves = point.leaves.map(({ name, node, key }, leaf): [string, unknown] => {
    const like = node.holder[key];
    return [name, typeof like === "number" ? views[leaf][0] : Array.isArray(like) ? [...views[leaf]] : views[leaf]];
  });
  return copyOf(point.root, new Map(leaves), false);
}
