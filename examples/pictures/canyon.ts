import { FONT, GRID, INK, LINES, PALE, PAPER, STYLE } from "../digits/look.js";
import { canyon, descend, type Point } from "../digits/surfaces.js";

const PANEL = { width: 264, height: 126 };
const CAPTION = 30;
const GAP = 12;
const COLUMNS = 3;
/** Of one turn of the picture: the steps, then a rest at the end. */
const SECONDS = { steps: 7, rest: 2.5 };

const { box, start } = canyon;
const across = (x: number): number => ((x - box.x[0]) / (box.x[1] - box.x[0])) * PANEL.width;
const down = (y: number): number => ((box.y[1] - y) / (box.y[1] - box.y[0])) * PANEL.height;
const pixels = (value: number): string => String(Math.round(value * 10) / 10);

/** The canyon with the six optimizers on their ways, all at the same pace; it stands still where motion is not wanted. */
export function drawCanyon(): string {
  const panels = Object.entries(canyon.optimizers()).map(([name, optimizer], k) => {
    const path = descend(canyon, optimizer).map(({ x, y }) => ({ x: across(x), y: down(y) }));
    return { ...way(name, path), k, name, note: `rate ${optimizer.lr}` };
  });
  const width = COLUMNS * (PANEL.width + GAP) + GAP;
  const height = Math.ceil(panels.length / COLUMNS) * (CAPTION + PANEL.height + GAP);
  const size = `width="${width}" height="${height}"`;
  const total = SECONDS.steps + SECONDS.rest;
  const rule = `.way, .head { animation: ${total}s linear infinite }`;
  const motion = `@media (prefers-reduced-motion: no-preference) { ${rule} }`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<title>${canyon.title}, by SGD, Momentum, Nesterov, AdaGrad, RMSProp and Adam</title>`,
    STYLE,
    `<style>${motion}\n${panels.map(({ frames }) => frames).join("\n")}</style>`,
    `<defs><clipPath id="frame"><rect width="${PANEL.width}" height="${PANEL.height}"/></clipPath>`,
    `<g id="ground">${contours()}<path d="${star(across(0), down(0))}" fill="${INK}"/></g></defs>`,
    `<rect ${size} fill="${PAPER}"/>`,
    ...panels.map(({ drawn, name, note, k }) => {
      const x = GAP + (k % COLUMNS) * (PANEL.width + GAP);
      const y = Math.floor(k / COLUMNS) * (CAPTION + PANEL.height + GAP);
      const caption = `<text y="20" font-size="15" font-weight="bold" fill="${LINES[name]}">${name}</text>`;
      const beside = `<text x="${PANEL.width}" y="20" font-size="12" text-anchor="end" fill="${PALE}">${note}</text>`;
      const frame = `<rect width="${PANEL.width}" height="${PANEL.height}" fill="none" stroke="${GRID}"/>`;
      const ground = `<g clip-path="url(#frame)"><use href="#ground"/>${drawn}</g>${frame}`;
      return `<g transform="translate(${x} ${y})">${caption}${beside}<g transform="translate(0 ${CAPTION})">${ground}</g></g>`;
    }),
    "</svg>\n",
  ].join("\n");
}

/** A path with its head, and the frames by which both go on one step after the other. */
function way(name: string, path: readonly Point[]): { drawn: string; frames: string } {
  const lengths = path.map((point, k) => (k === 0 ? 0 : Math.hypot(point.x - path[k - 1].x, point.y - path[k - 1].y)));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const share = (100 * SECONDS.steps) / (SECONDS.steps + SECONDS.rest) / (path.length - 1);
  let gone = 0;
  const frames = path.map(({ x, y }, k) => {
    gone += lengths[k];
    const at = `${k === path.length - 1 ? `${pixels(k * share)}%, 100` : pixels(k * share)}%`;
    return {
      line: `${at} { stroke-dashoffset: ${pixels(whole - gone)} }`,
      head: `${at} { transform: translate(${pixels(x)}px, ${pixels(y)}px) }`,
    };
  });
  const end = path[path.length - 1];
  const line = path.map(({ x, y }) => `${pixels(x)} ${pixels(y)}`).join("L");
  const dots = path.map(({ x, y }) => `<circle cx="${pixels(x)}" cy="${pixels(y)}" r="1.3"/>`).join("");
  const colour = LINES[name];
  const dash = `stroke-dasharray="${pixels(whole)} ${pixels(whole + 9)}" style="animation-name: way-${name}"`;
  const place = `style="transform: translate(${pixels(end.x)}px, ${pixels(end.y)}px); animation-name: head-${name}"`;
  return {
    drawn: [
      `<g fill="${colour}" opacity=".45">${dots}</g>`,
      `<path class="way" d="M${line}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round" ${dash}/>`,
      `<circle cx="${pixels(across(start.x))}" cy="${pixels(down(start.y))}" r="4" fill="${PAPER}" stroke="${INK}"/>`,
      `<circle class="head" r="5" fill="${colour}" stroke="${PAPER}" stroke-width="1.5" ${place}/>`,
    ].join(""),
    frames: [
      `@keyframes way-${name} { ${frames.map(({ line: frame }) => frame).join(" ")} }`,
      `@keyframes head-${name} { ${frames.map(({ head }) => head).join(" ")} }`,
    ].join("\n"),
  };
}

/** Of x²/20 + y²: ellipses. */
function contours(): string {
  const unit = { x: across(1) - across(0), y: down(0) - down(1) };
  const place = `cx="${pixels(across(0))}" cy="${pixels(down(0))}"`;
  const rings = [0.1, 0.3, 0.6, 1, 1.5, 2.1, 2.8, 3.6, 4.5, 5.5, 6.6, 7.8].map((level) => {
    const [rx, ry] = [unit.x * Math.sqrt(20 * level), unit.y * Math.sqrt(level)].map(pixels);
    return `<ellipse ${place} rx="${rx}" ry="${ry}"/>`;
  });
  return `<g fill="none" stroke="${GRID}" stroke-width=".8">${rings.join("")}</g>`;
}

/** Five points, by numbers that are the same on every engine. */
function star(x: number, y: number): string {
  const outer = [0, -7, 6.7, -2.2, 4.1, 5.7, -4.1, 5.7, -6.7, -2.2];
  const inner = [1.6, -2.2, 2.6, 0.8, 0, 2.7, -2.6, 0.8, -1.6, -2.2];
  const points = [0, 2, 4, 6, 8].flatMap((k) => [
    `${pixels(x + outer[k])} ${pixels(y + outer[k + 1])}`,
    `${pixels(x + inner[k])} ${pixels(y + inner[k + 1])}`,
  ]);
  return `M${points.join("L")}Z`;
}
