import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { FONT, INK, LINES, PAPER, STYLE } from "./look.js";

/** One colour per optimizer. */
export const COLOURS: Plot.ScaleOptions = { domain: Object.keys(LINES), range: Object.values(LINES) };

const { document } = parseHTML("<html></html>");

const AXIS = { labelAnchor: "center", labelArrow: "none" } as const;

/** A plot whose look does not hang on a style sheet. */
export function plot({ x, y, ...options }: Plot.PlotOptions): SVGSVGElement {
  const axes = { x: { ...AXIS, ...x }, y: { ...AXIS, ...y } };
  const style = { fontFamily: FONT, fontSize: "13px" };
  const svg = Plot.plot({ ...options, ...axes, document, style }) as SVGSVGElement;
  svg.querySelector("style")?.remove();
  return svg;
}

export function title(text: string, dy = -30): Plot.Markish {
  return Plot.text([text], { frameAnchor: "top-left", dy, fontSize: 17, fontWeight: "bold", fill: INK });
}

/** The end of a line, and what is said there. */
export interface End {
  readonly x: number;
  readonly y: number;
  readonly series: string;
  readonly label?: string;
}

/** Pixels from one label to the next. */
const LEADING = 17;

/** A plot whose lines have their names at their ends, in their colours, moved apart where they would stand on each other. */
export function plotWithEnds(options: Plot.PlotOptions, ends: readonly End[]): SVGSVGElement {
  const { scale } = Plot.plot({ ...options, document });
  const [y, color] = [scale("y"), scale("color")];
  const lowest = (options.height ?? 400) - (options.marginBottom ?? 30) - LEADING / 2;
  const placed = apart(
    ends.map((end) => ({ ...end, at: y?.apply(end.y) as number })),
    lowest,
  );
  const labels = placed.map(({ x, y: value, at, to, series, label = series }) =>
    Plot.text([label], {
      x: [x],
      y: [value],
      dx: 9,
      dy: to - at,
      textAnchor: "start",
      fontWeight: "bold",
      fill: color?.apply(series) as string,
      stroke: PAPER,
      strokeWidth: 4,
    }),
  );
  return plot({ ...options, marks: [...(options.marks ?? []), ...labels] });
}

/** Places from top to bottom that are LEADING apart at the least, as near as may be to where the lines end. */
function apart<Place extends { readonly at: number }>(
  places: readonly Place[],
  lowest: number,
): (Place & { to: number })[] {
  const sorted = places.toSorted((a, b) => a.at - b.at).map((place) => ({ ...place, to: place.at }));
  for (let round = 0; round < 200; round++) {
    for (let k = 1; k < sorted.length; k++) {
      const lack = LEADING - (sorted[k].to - sorted[k - 1].to);
      if (lack <= 0) continue;
      sorted[k].to += lack / 2;
      sorted[k - 1].to -= lack / 2;
    }
    for (const place of sorted) place.to = Math.min(place.to, lowest);
  }
  return sorted;
}

const DASHES = ["10 4", "6 5", "3 4"];

/** Lines of which none is hidden where they run together: every second one is dashed, above all the others. */
export function lines<Point extends { readonly series: string }>(
  points: readonly Point[],
  channels: Readonly<{ x: keyof Point & string; y: keyof Point & string }>,
): Plot.Markish[] {
  const names = [...new Set(points.map(({ series }) => series))];
  const marks = names.map((name, k) => {
    const dashes = k % 2 === 1 ? { strokeDasharray: DASHES[((k - 1) / 2) % DASHES.length] } : {};
    const look = {
      stroke: "series",
      strokeWidth: 2.2,
      strokeLinejoin: "round",
      strokeLinecap: "butt",
      ...dashes,
    } as const;
    return Plot.line(
      points.filter(({ series }) => series === name),
      { ...channels, ...look },
    );
  });
  return [...marks.filter((_, k) => k % 2 === 0), ...marks.filter((_, k) => k % 2 === 1)];
}

/** Stands the plots side by side, so many in a row, and makes a file of them that needs nothing else. */
export function toFile(plots: readonly SVGSVGElement[], { columns = 1, head = "" } = {}): string {
  const [cell, row] = (["width", "height"] as const).map((side) => Math.max(...plots.map((svg) => size(svg, side))));
  const top = head === "" ? 0 : 40;
  plots.forEach((svg, k) => {
    svg.setAttribute("x", String((k % columns) * cell));
    svg.setAttribute("y", String(top + Math.floor(k / columns) * row));
  });
  const [width, height] = [cell * columns, top + row * Math.ceil(plots.length / columns)];
  const box = `width="${width}" height="${height}"`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" ${box} viewBox="0 0 ${width} ${height}" color="${INK}">`;
  const heading = `<text x="14" y="27" font-family="${FONT}" font-size="17" font-weight="bold" fill="${INK}">${head}</text>`;
  const paper = `<rect ${box} fill="${PAPER}"/>`;
  return `${open}${STYLE}${paper}${head === "" ? "" : heading}${plots.map((svg) => svg.outerHTML).join("")}</svg>\n`;
}

function size(svg: Element, side: "width" | "height"): number {
  return Number(svg.getAttribute(side));
}
