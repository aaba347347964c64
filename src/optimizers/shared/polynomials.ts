import { complain } from "../../options/messages.js";
import type { TripleSpec } from "../../options/specs.js";

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
