import * as Plot from "@observablehq/plot";
import { legend, plot, title, toFile } from "../../examples/digits/svg.js";
import type { NativeResults } from "../native/results.js";
import { isMeasured, type Results as PeerResults } from "../peers/results.js";

interface Point {
  readonly series: string;
  readonly n: number;
  readonly ns: number;
}

const AXES = { marginTop: 50, marginLeft: 65, marginRight: 170, marginBottom: 50, width: 900, height: 430 };
const SIZE = { type: "log", label: "elements", tickFormat: (n: number) => n.toExponential(0).replace("+", "") } as const;
const TIME = { type: "log", label: "ns per element", labelOffset: 50, grid: true, tickFormat: String } as const;

/** Ours and C's time per element over the size, for the optimizer of the least state and that of the most. */
export function drawRegimes({ cells }: NativeResults): string {
  const optimizers = [...new Set(cells.map(({ optimizer }) => optimizer))];
  const charts = [optimizers[0], optimizers[optimizers.length - 1]].map((optimizer) => {
    const points = cells
      .filter((cell) => cell.optimizer === optimizer && cell.element === "f32")
      .flatMap(({ label, times }) => Object.entries(times).map(([series, { median }]) => ({ series, n: Number(label), ns: median / Number(label) })));
    return chart(points, `${optimizer}, float32: cache and memory regimes`);
  });
  return toFile(charts);
}

/** Everyone's time per parameter over the size, for the optimizer that most peers have. */
export function drawPeers({ cells }: PeerResults): string {
  const most = (optimizer: string) => cells.filter((cell) => cell.optimizer === optimizer).reduce((sum, { peers }) => sum + Object.keys(peers).length, 0);
  const [optimizer] = [...new Set(cells.map((cell) => cell.optimizer))].toSorted((a, b) => most(b) - most(a));
  const points = cells
    .filter((cell) => cell.optimizer === optimizer && !cell.label.includes("×"))
    .flatMap(({ n, peers }) => Object.entries(peers).flatMap(([series, result]) => (isMeasured(result) ? [{ series, n, ns: result.nsPerParameter }] : [])));
  return toFile([chart(points, `${optimizer}, float32: this library and its peers`)]);
}

function chart(points: readonly Point[], heading: string): SVGSVGElement {
  const names = [...new Set(points.map(({ series }) => series))];
  return plot({
    ...AXES,
    color: { scheme: "observable10", domain: names },
    x: SIZE,
    y: TIME,
    marks: [
      Plot.line(points, { x: "n", y: "ns", stroke: "series", strokeWidth: 2 }),
      Plot.dot(points, { x: "n", y: "ns", fill: "series", r: 3 }),
      title(heading),
      ...legend(names.map((name) => ({ name }))),
    ],
  });
}
