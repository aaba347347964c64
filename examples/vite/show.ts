import type { Line } from "./fit.js";
import type { Point } from "./points.js";

const SVG = "http://www.w3.org/2000/svg";

/** Draws the points and the line, and writes its equation. */
export function show(points: readonly Point[], { slope, intercept }: Line, how: string): void {
  const drawn = document.querySelector("line")!;
  drawn.before(...points.map(dot));
  drawn.setAttribute("y1", String(intercept - slope));
  drawn.setAttribute("y2", String(intercept + slope));
  document.querySelector("output")!.textContent = `y = ${slope.toFixed(2)} x + ${intercept.toFixed(2)}, ${how}`;
}

function dot({ x, y }: Point): SVGElement {
  const circle = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: 0.03 })) circle.setAttribute(name, String(value));
  return circle;
}
