import * as Plot from "@observablehq/plot";
import { GRID, INK, PALE } from "../../examples/digits/look.js";
import { lines, plotWithEnds, title, toFile } from "../../examples/digits/svg.js";
import { COPY } from "../harness/bandwidth.js";
import type { Rival } from "../../scripts/readme/rivals.mjs";
import type { Contest } from "../harness/case.js";

const AXES = { marginTop: 50, marginLeft: 65, marginRight: 190, marginBottom: 50, width: 900, height: 430 };
const power = (n: number): string => n.toExponential(0).replace("+", "");
const SIZE = { type: "log", label: "elements", tickFormat: power } as const;
const TIME = { type: "log", label: "ns per element", labelOffset: 50, grid: true, tickFormat: String } as const;
const RANGE = [
  "#333333",
  "#9a7400",
  "#007a5a",
  "#1f7fc4",
  "#b8327e",
  "#d1490c",
  "#6a51a3",
  "#74808c",
  "#4f6d1f",
  "#8a5a44",
];

interface Point {
  readonly series: string;
  readonly n: number;
  readonly value: number;
}

/** Everyone's time per element over the size, for the optimizer of the least state and that of the most. */
export function drawRegimes(contests: readonly Contest[]): string {
  const optimizers = [...new Set(contests.map(({ optimizer }) => optimizer))];
  const ends = [optimizers[0], optimizers[optimizers.length - 1]];
  return toFile(ends.map((optimizer) => chart(contests, optimizer, "cache and memory regimes")));
}

/** For the optimizer that most peers have. */
export function drawPeers(contests: readonly Contest[]): string {
  return toFile([chart(contests, mostMet(contests), "this library and its peers")]);
}

/** How many times longer the rivals take over the size, for the optimizer that most peers have. */
export function drawSpeed(optimizer: string, rivals: readonly Rival[]): string {
  const points = rivals.flatMap(({ label, contests, ratio }) =>
    arrays(contests, optimizer).flatMap((contest): Point[] => {
      const value = ratio(contest);
      return value === undefined ? [] : [{ series: label, n: contest.n, value }];
    }),
  );
  const y = { type: "log", label: "times as long as here", labelOffset: 50, tickFormat: String } as const;
  const here = [
    Plot.ruleY([1], { stroke: INK, strokeWidth: 1.5 }),
    Plot.text(["below this line they are faster"], { x: [1000], y: [1], dy: 12, textAnchor: "start", fill: PALE }),
  ];
  return toFile([
    drawn(points, { y: { ...y, ticks: [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500] } }, titleOf(optimizer), here),
  ]);
}

/** The optimizer that most peers have. */
export function mostMet(contests: readonly Contest[]): string {
  return contests.toSorted((a, b) => Object.keys(b.times).length - Object.keys(a.times).length)[0].optimizer;
}

function titleOf(optimizer: string): string {
  return `One step of ${optimizer}, float32: how many times longer others take`;
}

function arrays(contests: readonly Contest[], optimizer: string): Contest[] {
  return contests.filter(
    (contest) =>
      contest.optimizer === optimizer && contest.element === "f32" && !contest.label.includes("×") && contest.n >= 1000,
  );
}

function chart(contests: readonly Contest[], optimizer: string, about: string): SVGSVGElement {
  const points = arrays(contests, optimizer)
    .flatMap(({ n, times }) => Object.entries(times).map(([series, { median }]) => ({ series, n, value: median / n })))
    .filter(({ series }) => series !== COPY);
  return drawn(points, { y: TIME }, `${optimizer}, float32: ${about}`);
}

function drawn(points: readonly Point[], options: Plot.PlotOptions, heading: string, marks: Plot.Markish[] = []) {
  const names = [...new Set(points.map(({ series }) => series))];
  const ends = names.map((series) => points.findLast((point) => point.series === series) as Point);
  const whole = {
    ...AXES,
    color: { domain: names, range: RANGE },
    x: { ...SIZE, ticks: [1e3, 1e4, 1e5, 1e6, 1e7] },
    ...options,
    marks: [
      Plot.gridY({ stroke: GRID, strokeOpacity: 1, strokeWidth: 0.6 }),
      ...marks,
      ...lines(points, { x: "n", y: "value" }),
      Plot.dot(points, { x: "n", y: "value", fill: "series", r: 2.6 }),
      title(heading),
    ],
  };
  return plotWithEnds(
    whole,
    ends.map(({ series, n, value }) => ({ series, x: n, y: value })),
  );
}
