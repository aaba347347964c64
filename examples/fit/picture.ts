import * as Plot from "@observablehq/plot";
import { plot, plotWithEnds, title, toFile } from "../digits/svg.js";
import { peak, type Peak, type Points } from "./data.js";

export interface Curve {
  readonly name: string;
  readonly params: Peak;
  readonly residuals: ArrayLike<number>;
}

const COLOURS = { domain: ["least squares", "soft loss"], range: ["#56b4e9", "#d55e00"] };
const SHAPE = {
  width: 900,
  marginTop: 50,
  marginLeft: 65,
  marginRight: 120,
  marginBottom: 45,
  inset: 8,
  color: COLOURS,
} as const;

/** The data with the curves through it, and below it how far they are off, in one SVG. */
export function draw({ x, y }: Points, curves: readonly Curve[]): string {
  const points = x.map((each, i) => ({ x: each, y: y[i] }));
  const fine = Array.from({ length: 400 }, (_, i) => (10 * i) / 399);
  const lines = curves.flatMap(({ name, params }) =>
    fine.map((each) => ({ series: name, x: each, y: peak(each, params) })),
  );
  const rests = curves.flatMap(({ name, residuals }) => x.map((each, i) => ({ name, x: each, y: residuals[i] })));
  const last = fine[fine.length - 1];
  const ends = curves.map(({ name, params }) => ({ series: name, x: last, y: peak(last, params) }));
  const looks = {
    ...SHAPE,
    height: 380,
    marks: [
      Plot.dot(points, { x: "x", y: "y", r: 3, fill: "#777" }),
      Plot.line(lines, { x: "x", y: "y", stroke: "series", strokeWidth: 2.2 }),
      Plot.frame({ stroke: "#888" }),
      title("Data, and the peak that fits it"),
    ],
  };
  const fitted = plotWithEnds(looks, ends);
  const residuals = plot({
    ...SHAPE,
    height: 240,
    marks: [
      Plot.ruleY([0], { stroke: "#888" }),
      Plot.dot(rests, { x: "x", y: "y", fill: "name", r: 3 }),
      Plot.frame({ stroke: "#888" }),
      title("Residuals: curve less data"),
    ],
  });
  return toFile([fitted, residuals]);
}
