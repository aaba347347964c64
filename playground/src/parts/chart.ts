import uPlot from "uplot";
import { drawLabels } from "./labels.js";
import { digits } from "./numbers.js";
import { themed } from "./palette.js";

/** A line of a chart. */
export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly dash?: readonly number[];
  /** Which of the two scales it is measured by. */
  readonly right?: boolean;
  /** Whether it is points that nothing joins. */
  readonly points?: boolean;
  /** Its width in pixels; 1.75 if not given. */
  readonly width?: number;
}

export interface Axis {
  readonly name: string;
  readonly log?: boolean;
  readonly range?: readonly [number, number];
  readonly format?: (value: number) => string;
}

export interface ChartOptions {
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  readonly right?: Axis;
  readonly height: number;
  /** Whether each line has its name at its end. */
  readonly labels?: boolean;
  /** Between which two lines there is a band, and of which colour. */
  readonly band?: { readonly above: number; readonly below: number; readonly colour: string };
}

export type Column = (number | null)[] | Float64Array;

/** A chart by uPlot in the colours of the page; made anew where its lines or the theme change. */
export class Chart {
  readonly #host: HTMLElement;
  readonly #plot: uPlot;
  readonly #watch: ResizeObserver;

  constructor(host: HTMLElement, options: ChartOptions, data: readonly Column[]) {
    this.#host = host;
    host.replaceChildren();
    this.#plot = new uPlot(plotOptions(options, host.clientWidth || 300), data as uPlot.AlignedData, host);
    this.#watch = new ResizeObserver(() => {
      if (host.clientWidth > 0 && host.clientWidth !== this.#plot.width)
        this.#plot.setSize({ width: host.clientWidth, height: options.height });
    });
    this.#watch.observe(host);
  }

  set(data: readonly Column[]): void {
    this.#plot.setData(data as uPlot.AlignedData);
  }

  close(): void {
    this.#watch.disconnect();
    this.#plot.destroy();
    this.#host.replaceChildren();
  }
}

function plotOptions({ lines, x, y, right, height, labels, band }: ChartOptions, width: number): uPlot.Options {
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [10, (plot) => (labels ? roomFor(lines, plot.width) : 12), 0, 0],
    scales: { x: scale(x), y: scale(y), ...(right ? { right: scale(right) } : {}) },
    axes: [axis(x, "x"), axis(y, "y"), ...(right ? [axis(right, "right")] : [])],
    series: [
      {},
      ...lines.map((line) => ({
        scale: line.right ? "right" : "y",
        stroke: line.colour,
        width: line.width ?? 1.75,
        pxAlign: band ? 0 : 1,
        dash: [...(line.dash ?? [])],
        ...(line.points
          ? { paths: () => null, points: { show: true, size: 6, width: 1.5, fill: themed("card") } }
          : { points: { show: false } }),
        spanGaps: true,
      })),
    ],
    ...(band ? { bands: [{ series: [band.above + 1, band.below + 1], fill: band.colour }] } : {}),
    hooks: labels ? { draw: [(plot) => labelLines(plot, lines)] } : {},
  };
}

/** Narrower than this, in pixels, names stand above the ends of their lines instead of behind them. */
const NARROW = 480;

/** Pixels right of the plot for the names of its lines. */
function roomFor(lines: readonly Line[], width: number): number {
  if (width < NARROW) return 12;
  return Math.min(170, 22 + 7.4 * Math.max(6, ...lines.map(({ name }) => name.length)));
}

function scale({ log, range }: Axis): uPlot.Scale {
  return {
    time: false,
    ...(log ? { distr: 3, log: 10 } : {}),
    ...(range ? { range: [range[0], range[1]] } : {}),
  } as uPlot.Scale;
}

function axis({ name, log, format }: Axis, of: "x" | "y" | "right"): uPlot.Axis {
  const only = log ? { filter: powersOnly } : {};
  const values = format ?? (log ? power : plain);
  return {
    scale: of,
    label: name,
    labelSize: 18,
    labelFont: "12px system-ui, sans-serif",
    font: "11px system-ui, sans-serif",
    stroke: themed("quiet"),
    size: of === "x" ? 34 : 52,
    grid: { show: of !== "right", stroke: themed("line"), width: 1, ...only },
    ticks: { stroke: themed("line"), width: 1, size: 4, ...only },
    side: of === "x" ? 2 : of === "y" ? 3 : 1,
    values: (_, splits) => splits.map((each) => (each === null ? "" : values(each))),
  };
}

function powersOnly(_: uPlot, splits: number[]): (number | null)[] {
  return splits.map((each) => (power(each) === "" ? null : each));
}

function plain(value: number): string {
  return digits(value, 6);
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 10⁻³, and nothing for what lies between the powers. */
export function power(value: number): string {
  const exponent = Math.log10(value);
  const whole = Math.round(exponent);
  if (Math.abs(exponent - whole) > 1e-9) return "";
  if (whole >= -1 && whole <= 3) return String(10 ** whole);
  return `10${whole < 0 ? "⁻" : ""}${Array.from(String(Math.abs(whole)), (each) => RAISED[Number(each)]).join("")}`;
}

function labelLines(plot: uPlot, lines: readonly Line[]): void {
  // A name above the only line would cover what it is about.
  if (plot.width < NARROW && lines.filter(({ name }) => name !== "").length === 1) return;
  const ratio = uPlot.pxRatio;
  const { left, top, width, height } = plot.bbox;
  const ends = lines.flatMap((line, k) => {
    const values = plot.data[k + 1];
    let last = values.length - 1;
    while (last >= 0 && !Number.isFinite(values[last] ?? Number.NaN)) last--;
    if (last < 0 || line.name === "") return [];
    const x = plot.valToPos(plot.data[0][last], "x", true) / ratio;
    const y = plot.valToPos(values[last]!, line.right ? "right" : "y", true) / ratio - (plot.width < NARROW ? 11 : 0);
    return [{ text: line.name, colour: line.colour, x, y: Math.min(Math.max(y, top / ratio), (top + height) / ratio) }];
  });
  plot.ctx.save();
  plot.ctx.scale(ratio, ratio);
  drawLabels(
    plot.ctx,
    ends,
    { width: (left + width) / ratio + roomFor(lines, plot.width), height: (top + height) / ratio },
    themed("card"),
  );
  plot.ctx.restore();
}
