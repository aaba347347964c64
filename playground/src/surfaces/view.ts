import type { Point } from "../formula/surface.js";
import type { Range } from "./presets.js";

/** Which part of the plane is shown on how many pixels. */
export interface View {
  readonly x: Range;
  readonly y: Range;
  readonly width: number;
  readonly height: number;
}

export function across({ x, width }: View, value: number): number {
  return ((value - x[0]) / (x[1] - x[0])) * width;
}

export function down({ y, height }: View, value: number): number {
  return ((y[1] - value) / (y[1] - y[0])) * height;
}

/** The point under a pixel, to a ten-thousandth of the frame, so that it is short in the URL. */
export function pointAt({ x, y, width, height }: View, px: number, py: number): Point {
  return {
    x: rounded(x[0] + (px / width) * (x[1] - x[0]), x[1] - x[0]),
    y: rounded(y[1] - (py / height) * (y[1] - y[0]), y[1] - y[0]),
  };
}

export function clamp(value: number, [from, to]: Range): number {
  return Math.min(to, Math.max(from, value));
}

function rounded(value: number, size: number): number {
  const digits = Math.max(0, Math.min(12, 4 - Math.floor(Math.log10(size))));
  return Number(value.toFixed(digits)) + 0;
}
