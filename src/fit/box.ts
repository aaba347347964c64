import { isNode, type Fields } from "../model/tree.js";
import { at } from "../model/values.js";
import { complain } from "../options/messages.js";
import { each, gather, normOf, viewsOf } from "./beside.js";
import type { Point } from "./point.js";

/**
 * Bounds of parameters: `{ lower, upper }`, each in the shape of the parameters with a number for a whole array where one
 * is enough, and names left out where there is none; or `[lower, upper]` for each name.
 */
export type Bounds = { readonly lower?: object; readonly upper?: object } | object;

/** The bounds of each number of a model. */
export class Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;

  constructor(point: Point, bounds: unknown) {
    const n = point.length;
    this.lower = new Float64Array(n).fill(-Infinity);
    this.upper = new Float64Array(n).fill(Infinity);
    if (!isNode(bounds)) complain("bounds", "{ lower, upper }, or [lower, upper] by name", bounds);
    const sides = Object.keys(bounds).filter((name) => name !== "lower" && name !== "upper");
    const names = Object.keys(point.root.holder);
    const unknown = sides.filter((name) => !names.includes(name));
    if (unknown.length > 0) complain("bounds", `of parameters that are there (${names.join(", ")})`, unknown[0]);
    if (sides.length === 0) {
      for (const side of ["lower", "upper"] as const)
        if (bounds[side] !== undefined) this.#take(`bounds.${side}`, point, bounds[side], this[side]);
    } else this.#takePairs(point, bounds);
    for (let k = 0; k < n; k++) {
      const [lower, upper] = [this.lower[k], this.upper[k]];
      if (!(lower <= upper))
        throw new RangeError(`bounds of ${point.nameOf(k)} must be lower ≤ upper, got ${lower} and ${upper}`);
    }
  }

  #take(label: string, point: Point, given: unknown, to: Float64Array): void {
    const otherwise = to === this.lower ? -Infinity : Infinity;
    if (typeof given === "number") to.fill(given);
    else gather(label, point, given, viewsOf(point, to), { absent: otherwise, optional: true, spreads: true });
  }

  #takePairs(point: Point, bounds: Fields): void {
    each(point, bounds, (pair, leaf) => {
      if (pair === undefined || pair === null) return;
      if (!Array.isArray(pair) || pair.length !== 2)
        complain(at("bounds", point.leaves[leaf].name), "[lower, upper]", pair);
      const [begin, length] = [point.begins[leaf], point.lengthOf(leaf)];
      pair.forEach((side: unknown, k) => {
        const to = (k === 0 ? this.lower : this.upper).subarray(begin, begin + length);
        if (typeof side === "number") to.fill(side);
        else if (Array.isArray(side) && side.length === length) to.set(side as number[]);
        else complain(at("bounds", point.leaves[leaf].name), "[lower, upper]", side);
      });
    });
  }

  /** Whether every number is bounded on both sides. */
  get isClosed(): boolean {
    return this.lower.every((x) => x !== -Infinity) && this.upper.every((x) => x !== Infinity);
  }

  /** Whether any number is bounded. */
  get bounds(): boolean {
    return this.lower.some((x) => x !== -Infinity) || this.upper.some((x) => x !== Infinity);
  }

  /** Whether the bounds leave a number no room. */
  holds(k: number): boolean {
    return this.lower[k] === this.upper[k];
  }

  /** The nearest that is allowed. */
  clamp(k: number, x: number): number {
    return x < this.lower[k] ? this.lower[k] : x > this.upper[k] ? this.upper[k] : x;
  }

  /** The longest step from x along d that stays inside. */
  farthest(x: Float64Array, d: Float64Array): number {
    let most = 1e10;
    for (let k = 0; k < x.length; k++) {
      if (d[k] === 0) continue;
      const room = (d[k] > 0 ? this.upper[k] : this.lower[k]) - x[k];
      if (room / d[k] < most) most = Math.max(0, room / d[k]);
    }
    return most;
  }

  /** How far it is from x to where x − g is moved inside. */
  projectedNorm(x: Float64Array, g: Float64Array): number {
    return normOf(x.map((xk, k) => this.clamp(k, xk - g[k]) - xk));
  }
}
