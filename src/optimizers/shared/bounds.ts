import { complain } from "../../options/messages.js";
import type { NumberSpec, ReadSpec } from "../../options/specs.js";

/** @internal A finite number ≤ 0. */
/* @__NO_SIDE_EFFECTS__ */
export function notAbove0(value: number): ReadSpec<number> {
  return {
    default: value,
    read: (name, given) =>
      Number.isFinite(given) && (given as number) <= 0
        ? (given as number)
        : complain(name, "a finite number ≤ 0", given, RangeError),
  };
}

/** @internal A finite number ≥ 1, or a schedule of such. */
/* @__NO_SIDE_EFFECTS__ */
export function atLeastOne(value: number): NumberSpec {
  return { default: value, min: 1 };
}

/** @internal A number above 0, for the optimizer as a whole, which no schedule gives. */
/* @__NO_SIDE_EFFECTS__ */
export function above0(value: number): ReadSpec<number> & { readonly fixed: true } {
  const read = (name: string, given: unknown): number => {
    if (typeof given === "number" && given > 0 && given < Infinity) return given;
    return complain(name, "a finite number > 0", given, typeof given === "number" ? RangeError : TypeError);
  };
  return { default: value, read, fixed: true };
}

/** @internal A whole number from `least` on, and to `most`. */
/* @__NO_SIDE_EFFECTS__ */
export function wholeFrom(otherwise: number, least: number, most = Infinity): ReadSpec<number> {
  return {
    default: otherwise,
    read(name, value) {
      const count = value as number;
      if (Number.isInteger(value) && count >= least && count <= most) return count;
      return complain(name, `a whole number ≥ ${least}${most < Infinity ? ` and ≤ ${most}` : ""}`, value, RangeError);
    },
  };
}
