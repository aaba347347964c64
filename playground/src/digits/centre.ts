import { PIXELS, SIDE } from "./data.js";

/** Digits of the training data are this large, in a frame of SIDE, with their centre of mass in its middle. */
const INNER = 20;
const LARGEST = 4;
const MIDDLE = (SIDE - 1) / 2;

/** A drawing as a digit of the training data would be; undefined where nothing is drawn. */
export function centred(ink: Float32Array): Float32Array | undefined {
  const drawn = Array.from(ink.keys()).filter((k) => ink[k] > 0.1);
  if (drawn.length === 0) return undefined;
  const columns = drawn.map((k) => k % SIDE);
  const rows = drawn.map((k) => Math.floor(k / SIDE));
  const size = Math.max(span(columns), span(rows));
  const scale = Math.min(LARGEST, INNER / size);
  const mass = ink.reduce((sum, each) => sum + each, 0);
  const [cx, cy] = [columns, rows].map(
    (places) => places.reduce((sum, place, k) => sum + place * ink[drawn[k]], 0) / mass,
  );
  return Float32Array.from({ length: PIXELS }, (_, k) => {
    const x = ((k % SIDE) - MIDDLE) / scale + cx;
    const y = (Math.floor(k / SIDE) - MIDDLE) / scale + cy;
    return between(ink, x, y);
  });
}

function span(places: readonly number[]): number {
  return Math.max(...places) - Math.min(...places) + 1;
}

/** The ink between four cells. */
function between(ink: Float32Array, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [dx, dy] = [x - left, y - top];
  const upper = at(ink, left, top) * (1 - dx) + at(ink, left + 1, top) * dx;
  const lower = at(ink, left, top + 1) * (1 - dx) + at(ink, left + 1, top + 1) * dx;
  return upper * (1 - dy) + lower * dy;
}

function at(ink: Float32Array, column: number, row: number): number {
  return column < 0 || row < 0 || column >= SIDE || row >= SIDE ? 0 : ink[row * SIDE + column];
}
