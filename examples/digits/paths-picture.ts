import * as Plot from "@observablehq/plot";
import { canyon, descend, saddle, type Surface } from "./surfaces.js";
import { COLOURS, legend, plot, title, toFile } from "./svg.js";

/** The ways of the six optimizers down the canyon and off the saddle, over contours. */
export function drawPaths(): string {
  return toFile([canyon, saddle].map(drawSurface));
}

function drawSurface(surface: Surface): SVGSVGElement {
  const { start, landmark, box } = surface;
  const paths = Object.entries(surface.optimizers()).map(([name, optimizer]) => {
    const path = descend(surface, optimizer);
    return { name, path, note: `rate ${optimizer.lr}, ${path.length - 1} steps` };
  });
  const points = paths.flatMap(({ name, path }) => path.map((point) => ({ name, ...point })));
  const channels = { x: "x", y: "y", clip: true } as const;
  return plot({
    width: 1000,
    height: 480,
    marginTop: 50,
    marginLeft: 65,
    marginRight: 260,
    marginBottom: 50,
    color: COLOURS,
    x: { domain: box.x },
    y: { domain: box.y, labelOffset: 50 },
    marks: [
      contours(surface),
      Plot.line(points, { ...channels, stroke: "name", strokeWidth: 1.6 }),
      Plot.dot(points, { ...channels, fill: "name", r: 2.2 }),
      Plot.dot([start], { ...channels, r: 6, stroke: "black", fill: "white", strokeWidth: 2 }),
      Plot.text(["start"], { x: start.x, y: start.y, ...LABEL, dx: -12, textAnchor: "end" }),
      Plot.dot([{ x: 0, y: 0 }], { ...channels, r: 7, symbol: "star", fill: "black", stroke: "white" }),
      Plot.text([landmark], { x: 0, y: 0, ...LABEL, dx: 6, dy: 36, textAnchor: "start" }),
      Plot.frame({ stroke: "#888" }),
      title(surface.title),
      ...legend(paths),
    ],
  });
}

const LABEL = { fontWeight: "bold", fill: "black", stroke: "white", strokeWidth: 4 } as const;

function contours({ box: { x, y }, value }: Surface): Plot.Markish {
  return Plot.contour({
    x1: x[0],
    x2: x[1],
    y1: y[0],
    y2: y[1],
    value,
    thresholds: 20,
    pixelSize: 4,
    stroke: "#c4c4c4",
    strokeWidth: 0.8,
  } as Plot.ContourOptions);
}
