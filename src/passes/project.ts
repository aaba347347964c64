import type { Pass } from "../common-options.js";
import { complain, describe } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";
import { passOf } from "./pass.js";

/** Where `project` keeps parameters: at least one of both. */
export interface Bounds {
  /** Default: none. */
  min?: number;
  /** Default: none. */
  max?: number;
}

/**
 * Puts parameters that a step has taken out of their bounds back on them; a NaN stays.
 *
 * Source: projected gradients, Goldstein 1964; `"nonNegative"` is `optax.keep_params_nonnegative`. Throws a `TypeError` or
 * `RangeError` for bounds that are none.
 *
 * @example new SGD({ passes: [project({ min: -1, max: 1 })] })
 */
/* @__NO_SIDE_EFFECTS__ */
export function project(bounds: "nonNegative" | Bounds): Pass {
  const [min, max] = bounds === "nonNegative" ? [0, Infinity] : readBounds(bounds);
  return passOf("project", { min, max }, () => ({
    param(param) {
      for (let i = 0; i < param.length; i++) {
        if (param[i] < min) param[i] = min;
        else if (param[i] > max) param[i] = max;
      }
    },
  }));
}

function readBounds(given: unknown): [number, number] {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    complain("project", '"nonNegative" or { min, max }', given);
  requireKnown("project", { min: 0, max: 0 }, given);
  const { min, max } = own(given as Readonly<Record<string, unknown>>);
  for (const [name, value] of Object.entries({ min, max })) {
    if (value !== undefined && !Number.isFinite(value))
      complain(`project: ${name}`, "a finite number", value, typeof value === "number" ? RangeError : TypeError);
  }
  if (min === undefined && max === undefined) complain("project", '"nonNegative" or { min, max }', given);
  const ends: [number, number] = [(min ?? -Infinity) as number, (max ?? Infinity) as number];
  if (ends[0] > ends[1]) throw new RangeError(`project: min is ${describe(min)} and above max, ${describe(max)}`);
  return ends;
}
