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
