import type { Surface } from "./surfaces.js";

const COLUMNS = 96;
const ROWS = 74;
const LEVELS = 11;

/** From the numbers of a problem to those of a picture. */
export interface Scale {
  x(value: number): number;
  y(value: number): number;
}

/** The path of the lines of equal height, as many per factor of height everywhere; by marching squares. */
export function contours({ box, least, of }: Surface, scale: Scale): string {
  const at = ([from, to]: readonly [number, number], share: number): number => from + share * (to - from);
  const xs = Array.from({ length: COLUMNS + 1 }, (_, i) => at(box.x, i / COLUMNS));
  const ys = Array.from({ length: ROWS + 1 }, (_, j) => at(box.y, j / ROWS));
  const heights = ys.map((y) => xs.map((x) => Math.log10(of(x, y) - least + 0.1)));
  const all = heights.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const segments: string[] = [];
  for (let level = 1; level <= LEVELS; level++) {
    const height = low + ((high - low) * level) / (LEVELS + 1);
    for (let j = 0; j < ROWS; j++) {
      for (let i = 0; i < COLUMNS; i++) {
        const corners: [number, number, number][] = [
          [xs[i], ys[j], heights[j][i]],
          [xs[i + 1], ys[j], heights[j][i + 1]],
          [xs[i + 1], ys[j + 1], heights[j + 1][i + 1]],
          [xs[i], ys[j + 1], heights[j + 1][i]],
        ];
        const crossings = corners.flatMap((a, k) => crossing(a, corners[(k + 1) % 4], height));
        for (let k = 0; k + 1 < crossings.length; k += 2) {
          const [from, to] = [crossings[k], crossings[k + 1]];
          segments.push(
            `M${round(scale.x(from[0]))} ${round(scale.y(from[1]))}L${round(scale.x(to[0]))} ${round(scale.y(to[1]))}`,
          );
        }
      }
    }
  }
  return segments.join("");
}

/** Tenths of a pixel are enough. */
export function round(value: number): string {
  return String(Math.round(10 * value) / 10);
}

function crossing(
  [x, y, z]: readonly [number, number, number],
  [x2, y2, z2]: readonly [number, number, number],
  height: number,
): [number, number][] {
  if (z < height === z2 < height) return [];
  const share = (height - z) / (z2 - z);
  return [[x + share * (x2 - x), y + share * (y2 - y)]];
}
