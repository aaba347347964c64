import { finite, list, nonNegative, optional, readOptions, record, type Reader, type Schedule } from "./options.js";

/** What `piecewiseConstant` takes. */
export interface PiecewiseConstantOptions {
  /** The value up to the first boundary. */
  initValue: number;
  /**
   * What is multiplied by from which iteration on: `{ 100: 0.1, 200: 0.5 }` or `[[100, 0.1], [200, 0.5]]`. Default:
   * none.
   */
  boundariesAndScales?: Readonly<Record<number, number>> | readonly (readonly [boundary: number, scale: number])[];
}

/**
 * `initValue` times the scale of every boundary ≤ t; without boundaries, constant. Boundaries and scales are ≥ 0.
 *
 * Source: `optax.piecewise_constant_schedule`.
 */
export function piecewiseConstant(options: PiecewiseConstantOptions): Schedule {
  const readers = { initValue: finite, boundariesAndScales: optional([], pairs) };
  const { initValue, boundariesAndScales } = readOptions("piecewiseConstant", readers, options);
  return (iteration) => {
    let value = initValue;
    for (const [boundary, scale] of boundariesAndScales) if (iteration >= boundary) value *= scale;
    return value;
  };
}

const pairs: Reader<readonly (readonly number[])[]> = (name, value) => {
  const given = Array.isArray(value)
    ? value
    : Object.entries(record(name, value)).map(([key, scale]) => [fromKey(key), scale]);
  return list(pair)(name, given).toSorted(([a], [b]) => a - b);
};

const pair: Reader<readonly number[]> = (name, value) => {
  const numbers = list(nonNegative)(name, value);
  if (numbers.length === 2) return numbers;
  throw new RangeError(`${name} must be [boundary, scale], got ${numbers.length} numbers`);
};

/** The number that an object turned into this key, if any. */
function fromKey(key: string): number | string {
  return String(Number(key)) === key ? Number(key) : key;
}
