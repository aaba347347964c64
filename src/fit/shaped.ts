import { viewsOf } from "./beside.js";
import type { Point } from "./point.js";

/** Numbers in the shape of the parameters. */
export type Shaped<Params> = {
  readonly [Name in keyof Params]: Params[Name] extends number ? number : Params[Name];
};

/** Numbers in the shape of a model: an array for an array, a number for a number. */
export function shaped(point: Point, numbers: Float64Array): object {
  const views = viewsOf(point, numbers);
  const of = (leaf: number): unknown => {
    const { node, key } = point.leaves[leaf];
    const like = node.holder[key];
    return typeof like === "number" ? views[leaf][0] : Array.isArray(like) ? [...views[leaf]] : views[leaf];
  };
  return point.copy(of, false);
}
