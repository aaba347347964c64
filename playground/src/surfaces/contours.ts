import type { Field } from "./field.js";

/** Draws the lines of one height into a path, in columns and rows of the field: marching squares. */
export function contour(field: Field, level: number, line: (x1: number, y1: number, x2: number, y2: number) => void) {
  const { columns, rows, heights } = field;
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const i = row * columns + column;
      const [a, b, c, d] = [heights[i], heights[i + 1], heights[i + columns + 1], heights[i + columns]];
      const corners = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
      if (corners === 0 || corners === 15 || !Number.isFinite(a + b + c + d)) continue;
      const top = [column + crossing(a, b, level), row] as const;
      const right = [column + 1, row + crossing(b, c, level)] as const;
      const bottom = [column + crossing(d, c, level), row + 1] as const;
      const left = [column, row + crossing(a, d, level)] as const;
      const sides = [top, right, bottom, left];
      const edges = EDGES[corners];
      for (let k = 0; k < edges.length; k += 2) line(...sides[edges[k]], ...sides[edges[k + 1]]);
    }
  }
}

/** By which corners are above: the sides that a line goes between, from the top clockwise; where two lines do, of both. */
const EDGES: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

function crossing(from: number, to: number, level: number): number {
  return (level - from) / (to - from);
}
