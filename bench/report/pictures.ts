import * as Plot from "@observablehq/plot";
import { legend, plot, title, toFile } from "../../examples/digits/svg.js";
import { COPY } from "../harness/bandwidth.js";
import type { Contest } from "../harness/case.js";

const AXES = { marginTop: 50, marginLeft: 65, marginRight: 170, marginBottom: 50, width: 900, height: 430 };
const power = (n: number): string => n.toExponential(0).replace("+", "");
const SIZE = { type: "log", label: "elements", tickFormat: power } as const;
const TIME = { type: "log", label: "ns per element", labelOffset: 50, grid: true, tickFormat: String } as const;

/** Everyone's time per element over the size, for the optimizer of the least state and that of the most. */
export function drawRegimes(contests: readonly Contest[]): string {
  const optimizers = [...new Set(contests.map(({ optimizer }) => optimizer))];
  const ends = [optimizers[0], optimizers[optimizers.length - 1]];
  return toFile(ends.map((optimizer) => chart(contests, optimizer, "cache and memory regimes")));
}

/** For the optimizer that most peers have. */
export function drawPeers(contests: readonly Contest[]): string {
  const [{ optimizer }] = contests.toSorted((a, b) => Object.keys(b.times).length - Object.keys(a.times).length);
  return toFile([chart(contests, optimizer, "this library and its peers")]);
}

function chart(contests: readonly Contest[], optimizer: string, about: string): SVGSVGElement {
  const points = contests
    .filter((contest) => contest.optimizer === optimizer && contest.element === "f32" && !contest.label.includes("×"))
    .flatMap(({ n, times }) => Object.entries(times).map(([series, { median }]) => ({ series, n, ns: median / n })))
    .filter(({ series }) => series !== COPY);
  const names = [...new Set(points.map(({ series }) => series))];
  return plot({
    ...AXES,
    color: { scheme: "observable10", domain: names },
    x: SIZE,
    y: TIME,
    marks: [
      Plot.line(points, { x: "n", y: "ns", stroke: "series", strokeWidth: 2 }),
      Plot.dot(points, { x: "n", y: "ns", fill: "series", r: 3 }),
      title(`${optimizer}, float32: ${about}`),
      ...legend(names.map((name) => ({ name }))),
    ],
  });
}
