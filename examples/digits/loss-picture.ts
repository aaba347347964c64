import { lines, COLOURS, plotWithEnds, title, toFile } from "./svg.js";

export interface Curve {
  readonly name: string;
  readonly losses: readonly number[];
}

const WINDOW = 20;

/** The batches' loss over the epochs, as a moving average on a logarithmic axis. */
export function drawLosses(curves: readonly Curve[], stepsPerEpoch: number): string {
  const points = curves.flatMap(({ name, losses }) =>
    movingAverage(losses).map((loss, step) => ({ series: name, epoch: (step + 1) / stepsPerEpoch, loss })),
  );
  const ends = points.filter((point, k) => points[k + 1]?.series !== point.series);
  const epochs = Math.max(...points.map(({ epoch }) => epoch));
  const lowest = Math.min(...points.map(({ loss }) => loss));
  const highest = Math.max(...points.map(({ loss }) => loss));
  const options = {
    width: 860,
    height: 480,
    marginTop: 50,
    marginLeft: 65,
    marginRight: 160,
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
      ...lines(points, { x: "epoch", y: "loss" }),
      title(`Six optimizers learn the digits: mean loss of the last ${WINDOW} batches`),
    ],
  } as const;
  const labels = ends.map(({ series, epoch, loss }) => ({
    x: epoch,
    y: loss,
    series,
    label: `${series} ${loss.toPrecision(2)}`,
  }));
  return toFile([plotWithEnds({ ...options, marks: [...options.marks] }, labels)]);
}

const TICKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5];

export function movingAverage(values: readonly number[]): number[] {
  return values.map((_, i) => {
    const recent = values.slice(Math.max(0, i + 1 - WINDOW), i + 1);
    return recent.reduce((sum, value) => sum + value, 0) / recent.length;
  });
}
