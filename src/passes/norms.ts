import type { Numbers } from "../numbers.js";

/** Elements of a tensor that belong together: `count` of them from `first` on, each `apart` from the one before. */
export interface Unit {
  readonly first: number;
  readonly count: number;
  readonly apart: number;
}

/** The norm of a unit in float64, its squares added up in order. */
export function normOf(values: Numbers, unit: Unit): number {
  return rootOf((by) => squares(values, unit, by));
}

/** The root of a sum of squares of numbers times `by`, which is 1; of those that over- or underflow 2^±600. */
export function rootOf(sumOf: (by: number) => number): number {
  const sum = sumOf(1);
  if (!(sum < 2 ** -900 || sum === Infinity)) return Math.sqrt(sum);
  const by = 2 ** (sum < 1 ? 600 : -600);
  return Math.sqrt(sumOf(by)) / by;
}

function squares(values: Numbers, { first, count, apart }: Unit, by: number): number {
  let sum = 0;
  for (let k = 0, i = first; k < count; k++, i += apart) sum += values[i] * by * (values[i] * by);
  return sum;
}

/** All of a tensor. */
export function wholeOf({ length }: Numbers): Unit {
  return { first: 0, count: length, apart: 1 };
}

export function multiply(values: Numbers, { first, count, apart }: Unit, by: number): void {
  for (let k = 0, i = first; k < count; k++, i += apart) values[i] *= by;
}
