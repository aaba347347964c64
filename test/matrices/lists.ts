import type { CommonOptions, Optimizer } from "../../src/index.js";
import { seedOf } from "../seed.js";
import { generator, type Floats } from "../support.js";

export type Options = CommonOptions & Record<string, unknown>;

/** A matrix by rows, or as one array of the same numbers. */
export type Rows = (Floats | number[])[];
export type Model = Record<string, Rows | Floats | number[]>;

/** Some of which no vector of four or two ends with a row; one row, one column, and more than a tile has. */
export const SHAPES: Record<string, [rows: number, columns: number]> = {
  odd: [4, 7],
  even: [6, 4],
  wide: [2, 33],
  row: [1, 5],
  column: [5, 1],
  large: [67, 29],
};

/** What the rows are: of which type the one array is then. */
export const KINDS = [
  { kind: "Float32Array", Type: Float32Array, rowOf: (row: Floats) => row },
  { kind: "Float64Array", Type: Float64Array, rowOf: (row: Floats) => row },
  { kind: "number[]", Type: Float64Array, rowOf: (row: Floats) => [...row] },
] as const;
export type Kind = (typeof KINDS)[number];

/** The matrices as one array each. */
export function flat({ Type }: Pick<Kind, "Type">, seed: number): Record<string, Floats> {
  const random = generator(seedOf() + seed);
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, [rows, columns]]) => [
      name,
      new Type(rows * columns).map(() => 4 * (random() - 0.5)),
    ]),
  );
}

/** The same by rows. */
export function byRows({ rowOf }: Pick<Kind, "rowOf">, map: Record<string, Floats>): Record<string, Rows> {
  return Object.fromEntries(
    Object.entries(map).map(([name, all]) => {
      const [rows, columns] = SHAPES[name];
      return [name, Array.from({ length: rows }, (_, k) => rowOf(all.slice(k * columns, (k + 1) * columns)))];
    }),
  );
}

/** One array of each matrix. */
export function joined(model: Record<string, Rows>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(model).map(([name, rows]) => [name, rows.flatMap((row) => [...row])]));
}

/** What a slot has of each list: of every element in the rows' order, or all in the first's place. */
export function stateOf({ state }: Optimizer): Record<string, Record<string, number[]>> {
  return Object.fromEntries(
    Object.entries(state).map(([slot, views]) => {
      const lists: Record<string, number[]> = {};
      for (const [name, values] of Object.entries(views as Record<string, Floats>))
        (lists[name.replace(/\.\d+$/, "")] ??= []).push(...values);
      return [slot, lists];
    }),
  );
}
