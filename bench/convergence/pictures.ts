import { FONT as FAMILY, GRID, INK, LINE, MARK, PALE, PAPER, STYLE } from "../../examples/digits/look.js";
import { contours, round, type Scale } from "./contours.js";
import type { Descent } from "./descent.js";
import type { Surface } from "./surfaces.js";

const PANEL = { width: 184, height: 142 };
const GAP = 12;
const CAPTION = 36;
const HEAD = 46;
const COLUMNS = 5;
const FONT = `font-family="${FAMILY}"`;

/** A panel of a picture: who went, what is said of it, and the way. */
export interface Walk {
  readonly name: string;
  readonly note: string;
  readonly descent: Descent;
}

/** The ways of all optimizers on one surface, a panel for each over the same contours. */
export function draw(surface: Surface, walks: readonly Walk[]): string {
  const scale = scaleOf(surface);
  const width = COLUMNS * (PANEL.width + GAP) + GAP;
  const height = HEAD + Math.ceil(walks.length / COLUMNS) * (PANEL.height + CAPTION + GAP);
  const frame = `width="${PANEL.width}" height="${PANEL.height}"`;
  const minima = surface.minima.map((point) => cross(scale.x(point[0]), scale.y(point[1])));
  const panels = walks.map((walk, n) => {
    const x = GAP + (n % COLUMNS) * (PANEL.width + GAP);
    const y = HEAD + Math.floor(n / COLUMNS) * (PANEL.height + CAPTION + GAP);
    return `<g transform="translate(${x} ${y})">${panel(walk, scale)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    STYLE,
    `<defs><clipPath id="frame"><rect ${frame}/></clipPath>`,
    `<g id="ground"><rect ${frame} fill="${PAPER}"/>`,
    `<path d="${contours(surface, scale)}" fill="none" stroke="${GRID}" stroke-width=".8"/>`,
    `${minima.join("")}<rect ${frame} fill="none" stroke="${GRID}"/></g></defs>`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    text(GAP, 20, surface.name, `font-size="17" font-weight="bold" fill="${INK}"`),
    text(GAP, 37, `${surface.about}; ○ start, ● end, × minimum`, `font-size="12" fill="${PALE}"`),
    ...panels,
    "</svg>\n",
  ].join("\n");
}

function panel({ name, note, descent: { path } }: Walk, scale: Scale): string {
  const points = path.map(([x, y]) => [scale.x(x), scale.y(y)] as const);
  const [start, end] = [points[0], points[points.length - 1]];
  const line = thinned(points).map(([x, y]) => `${round(x)} ${round(y)}`);
  return [
    text(0, 14, name, `font-size="13" font-weight="bold" fill="${INK}"`),
    text(0, 28, note, `font-size="11" fill="${PALE}"`),
    `<g transform="translate(0 ${CAPTION})"><use href="#ground"/><g clip-path="url(#frame)">`,
    `<path d="M${line.join("L")}" fill="none" stroke="${LINE}" stroke-width="1.4" stroke-linejoin="round"/>`,
    `<circle cx="${round(start[0])}" cy="${round(start[1])}" r="3.2" fill="${PAPER}" stroke="${INK}" stroke-width="1.2"/>`,
    `<circle cx="${round(end[0])}" cy="${round(end[1])}" r="2.8" fill="${INK}"/></g></g>`,
  ].join("");
}

function scaleOf({ box: { x, y } }: Surface): Scale {
  return {
    x: (value) => ((value - x[0]) / (x[1] - x[0])) * PANEL.width,
    y: (value) => ((y[1] - value) / (y[1] - y[0])) * PANEL.height,
  };
}

/** Without the points that nobody would see: less than a pixel from the last one kept. Far outside of the frame is near enough. */
function thinned(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  for (const [n, point] of points.entries()) {
    const [x, y] = point.map((value) => Math.min(Math.max(value, -2000), 2000));
    const last = kept.at(-1);
    if (n === points.length - 1 || !last || Math.hypot(x - last[0], y - last[1]) >= 1) kept.push([x, y]);
  }
  return kept;
}

function cross(x: number, y: number): string {
  const [left, right, top, bottom] = [x - 5, x + 5, y - 5, y + 5].map(round);
  return `<path d="M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}" stroke="${MARK}" stroke-width="2"/>`;
}

function text(x: number, y: number, content: string, look: string): string {
  const safe = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" ${FONT} ${look}>${safe}</text>`;
}
