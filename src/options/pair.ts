import { complain } from "./messages.js";
import type { PairSpec } from "./specs.js";

/** @internal Two numbers in these bounds, the first not the greater; where `around` is given, one is below it and one above. */
/* @__NO_SIDE_EFFECTS__ */
export function pair(
  first: number,
  second: number,
  [least, most]: readonly [number, number] = [0, Infinity],
  around?: number,
): PairSpec {
  const read = (name: string, value: unknown): readonly [number, number] => {
    const [low, high, ...rest] = Array.isArray(value) ? (value as number[]) : [NaN];
    const finite = [low, high].every(Number.isFinite) && rest.length === 0;
    const fits = finite && least <= low && low <= high && high <= most;
    if (fits && (around === undefined || (low < around && around < high))) return [low, high];
    const between = around === undefined ? "" : `, one below and one above ${around}`;
    return complain(name, `two numbers in [${least}, ${most}], the less first${between}`, value, RangeError);
  };
  return { default: [first, second], read };
}
