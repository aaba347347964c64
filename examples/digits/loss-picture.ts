import * as Plot from "@observablehq/plot";
import { COLOURS, legend, plot, title, toFile } from "./svg.js";

export interface Curve {
  readonly name: string;
  readonly losses: readonly number[];
}

const WINDOW = 20;

/** The batches' loss over the epochs, as a moving average on a logarithmic axis. */
export function drawLosses(curves: readonly Curve[], stepsPerEpoch: number): string {
  const points = curves.flatMap(({ name, losses }) =>
    movingAverage(losses).map((loss, step) => ({ name, epoch: (step + 1) / stepsPerEpoch, loss })),
  );
  const epochs = Math.max(...points.map(({ epoch }) => epoch));
  const lowest = Math.min(...points.map(({ loss }) => loss));
  const highest = Math.max(...points.map(({ loss }) => loss));
  const chart = plot({
    width: 860,
    height: 480,
    marginTop: 50,
    marginLeft: 65,
    marginRight: 130,
    marginBottom: 50,
    color: COLOURS,
    x: { domain: [0, epochs], label: "epoch" },
    y: {
      type: "log",
      label: "training loss (cross-entropy)",
      labelOffset: 50,
      grid: true,
      ticks: TICKS.filter((tick) => tick >= lowest && tick <= highest),
      tickFormat: String,
    },
    marks: [
      Plot.line(points, { x: "epoch", y: "loss", stroke: "name", strokeWidth: 2 }),
      title(`Six optimizers learn the digits: mean loss of the last ${WINDOW} batches`),
      ...legend(curves),
    ],
  });
  return toFile([chart]);
}

const TICKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5];

function movingAverage(values: readonly number[]): number[] {
  return values.map((_, i) => {
    const recent = values.slice(Math.max(0, i + 1 - WINDOW), i + 1);
    return recent.reduce((sum, value) => sum + value, 0) / recent.length;
  });
}
