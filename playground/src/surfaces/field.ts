import type { Value } from "../formula/compile.js";
import type { Range } from "./presets.js";

/** Heights of a surface on a grid, by rows from the top of the frame. */
export interface Field {
  readonly columns: number;
  readonly rows: number;
  readonly heights: Float64Array;
  /** The heights in order, without those that are no number: equal steps in it are equal shares of the picture. */
  readonly sorted: Float64Array;
}

export function fieldOf(value: Value, x: Range, y: Range, columns: number, rows: number): Field {
  const heights = new Float64Array(columns * rows);
  for (let row = 0, i = 0; row < rows; row++) {
    const atY = y[1] - (row / (rows - 1)) * (y[1] - y[0]);
    for (let column = 0; column < columns; column++, i++)
      heights[i] = value(x[0] + (column / (columns - 1)) * (x[1] - x[0]), atY);
  }
  return { columns, rows, heights, sorted: heights.filter(Number.isFinite).toSorted() };
}

/** Heights of contours, closer where the surface is low: each share of the picture has its lines, however steep it is. */
export function levelsOf({ sorted }: Field, count: number): number[] {
  if (sorted.length === 0) return [];
  return Array.from({ length: count }, (_, k) => quantile(sorted, ((k + 0.6) / count) ** 1.6));
}

/** How much of the picture is lower than this, from 0 to 1. */
export function shareBelow({ sorted }: Field, height: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < height) low = middle + 1;
    else high = middle;
  }
  return sorted.length === 0 ? 0 : low / sorted.length;
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
