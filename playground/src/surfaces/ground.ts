import type { Layer } from "../parts/canvas.js";
import { themed } from "../parts/palette.js";
import { contour } from "./contours.js";
import type { Critical } from "./critical.js";
import { levelsOf, shareBelow, type Field } from "./field.js";
import { across, down, type View } from "./view.js";

const LINES = 18;
/** How much brighter a slope in the light is, at most, and how soon it is so. */
const SHADE = 0.13;
const STEEP = 45;

/** Paints what the paths run on: contours, or a relief in the light of the upper left, and the marks of level points. */
export function paintGround(
  layer: Layer,
  view: View,
  field: Field,
  criticals: readonly Critical[],
  kind: "relief" | "contours",
): void {
  layer.clear();
  paintHeights(layer, field, kind === "relief");
  drawContours(layer, field, kind === "relief" ? 0.35 : 1);
  const room = Math.sqrt((layer.width * layer.height) / (criticals.length || 1));
  const size = Math.min(5.5, room / 14);
  for (const critical of criticals) drawCritical(layer.pen, view, critical, size, criticals[0].value);
}

/** A tint by how much of the picture is lower; as a relief brighter where the ground faces the light. */
function paintHeights({ pen, width, height }: Layer, field: Field, lit: boolean): void {
  const { columns, rows, heights } = field;
  const [low, high] = [themed("low"), themed("high")].map(channels);
  const shares = heights.map((each) => (Number.isFinite(each) ? shareBelow(field, each) : 1));
  const image = new ImageData(columns, rows);
  for (let i = 0; i < heights.length; i++) {
    const share = lit ? shares[i] : Math.floor(shares[i] ** 0.62 * (LINES / 2)) / (LINES / 2);
    const light = lit ? (1 + SHADE * Math.tanh(STEEP * slope(shares, i, columns))) / (1 + SHADE) : 1;
    for (let k = 0; k < 3; k++) image.data[4 * i + k] = (low[k] + (high[k] - low[k]) * share) * light;
    image.data[4 * i + 3] = 255;
  }
  const small = new OffscreenCanvas(columns, rows);
  small.getContext("2d")!.putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = true;
  pen.drawImage(small, 0, 0, width, height);
}

function slope(shares: Float64Array, i: number, columns: number): number {
  const column = i % columns;
  const left = shares[column === 0 ? i : i - 1];
  const right = shares[column === columns - 1 ? i : i + 1];
  const [above, below] = [shares[i - columns] ?? shares[i], shares[i + columns] ?? shares[i]];
  return right - left + (below - above);
}

function drawContours({ pen, width, height }: Layer, field: Field, strength: number): void {
  const [sx, sy] = [width / (field.columns - 1), height / (field.rows - 1)];
  pen.strokeStyle = themed("contour");
  pen.lineWidth = 0.9;
  pen.globalAlpha = strength;
  pen.beginPath();
  for (const level of levelsOf(field, LINES)) {
    contour(field, level, (x1, y1, x2, y2) => {
      pen.moveTo(x1 * sx, y1 * sy);
      pen.lineTo(x2 * sx, y2 * sy);
    });
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

/** A star for the least minimum, a ring for the others, a cross for a saddle, a triangle for a maximum. */
function drawCritical(
  pen: CanvasRenderingContext2D,
  view: View,
  critical: Critical,
  size: number,
  least: number,
): void {
  const [x, y] = [across(view, critical.x), down(view, critical.y)];
  const isLeast = critical.kind === "minimum" && critical.value <= least + 1e-9 * (1 + Math.abs(least));
  pen.lineWidth = Math.min(1.8, size / 2.5);
  pen.strokeStyle = pen.fillStyle = themed("mark");
  pen.beginPath();
  if (isLeast) star(pen, x, y, size + 4);
  else if (critical.kind === "minimum") pen.arc(x, y, size, 0, 2 * Math.PI);
  else if (critical.kind === "saddle") cross(pen, x, y, size);
  else triangle(pen, x, y, size);
  if (isLeast) pen.fill();
  else pen.stroke();
}

function star(pen: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  for (let k = 0; k < 10; k++) {
    const angle = -Math.PI / 2 + (k * Math.PI) / 5;
    const reach = k % 2 === 0 ? radius : 0.42 * radius;
    pen.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  pen.closePath();
}

function cross(pen: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  pen.moveTo(x - size, y - size);
  pen.lineTo(x + size, y + size);
  pen.moveTo(x - size, y + size);
  pen.lineTo(x + size, y - size);
}

function triangle(pen: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  pen.moveTo(x, y - size);
  pen.lineTo(x + size, y + size);
  pen.lineTo(x - size, y + size);
  pen.closePath();
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
