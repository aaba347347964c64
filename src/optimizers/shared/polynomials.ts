import { complain } from "../../options/messages.js";
import type { ReadSpec, TripleSpec } from "../../options/specs.js";

/** @internal Three finite numbers. */
/* @__NO_SIDE_EFFECTS__ */
export function coefficients(a: number, b: number, c: number): TripleSpec {
  return {
    default: [a, b, c],
    read(name, value) {
      const given = value as [number, number, number];
      if (Array.isArray(value) && value.length === 3 && value.every(Number.isFinite)) return given;
      return complain(name, "three finite numbers, [a, b, c]", value);
    },
  };
}

/** @internal A whole number from `least` on, and to `most`. */
/* @__NO_SIDE_EFFECTS__ */
export function wholeFrom(least: number, otherwise: number, most = Infinity): ReadSpec<number> {
  return {
    default: otherwise,
    read(name, value) {
      const count = value as number;
      if (Number.isInteger(value) && count >= least && count <= most) return count;
      return complain(name, `a whole number ≥ ${least}${most < Infinity ? ` and ≤ ${most}` : ""}`, value, RangeError);
    },
  };
}
