import * as Plot from "@observablehq/plot";
import { GRID, INK, PALE, PAPER } from "./look.js";
import { descend, type Surface } from "./surfaces.js";
import { COLOURS, plot, title, toFile } from "./svg.js";

/** The ways of the six optimizers over the contours of a surface, a panel for each, so that none covers another. */
export function drawPaths(surface: Surface): string {
  const panels = Object.entries(surface.optimizers()).map(([name, optimizer]) => {
    const path = descend(surface, optimizer);
    return panel(surface, name, path, `rate ${optimizer.lr}, ${path.length - 1} steps`);
  });
  return toFile(panels, { columns: 3, head: surface.title });
}

function panel(surface: Surface, name: string, path: readonly { x: number; y: number }[], note: string): SVGSVGElement {
  const { start, landmark, box } = surface;
  const channels = { x: "x", y: "y", clip: true } as const;
  return plot({
    width: 330,
    height: 226,
    marginTop: 40,
    marginLeft: 40,
    marginRight: 14,
    marginBottom: 30,
    color: COLOURS,
    x: { domain: box.x, ticks: 5, label: null },
    y: { domain: box.y, ticks: 5, label: null },
    marks: [
      contours(surface),
      Plot.text([landmark], { x: [0], y: [0], ...LABEL, dy: 16 }),
      Plot.line(path, { ...channels, stroke: () => name, strokeWidth: 1.8, strokeLinejoin: "round" }),
      Plot.dot(path, { ...channels, fill: () => name, r: 2 }),
      Plot.dot([start], { ...channels, r: 5, stroke: INK, fill: PAPER, strokeWidth: 1.6 }),
      Plot.dot([{ x: 0, y: 0 }], { ...channels, r: 6, symbol: "star", fill: INK, stroke: PAPER }),
      Plot.frame({ stroke: GRID }),
      title(name, -19),
      Plot.text([note], { frameAnchor: "top-right", dy: -14, fill: PALE }),
    ],
  });
}

const LABEL = { fill: INK, stroke: PAPER, strokeWidth: 4, fontSize: 12 } as const;

function contours({ box: { x, y }, value }: Surface): Plot.Markish {
  return Plot.contour({
    x1: x[0],
    x2: x[1],
    y1: y[0],
    y2: y[1],
    value,
    thresholds: 16,
    pixelSize: 4,
    stroke: GRID,
    strokeWidth: 0.8,
  } as Plot.ContourOptions);
}
