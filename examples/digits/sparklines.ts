import { movingAverage, type Curve } from "./loss-picture.js";

const BARS = "▁▂▃▄▅▆▇█";
const WIDTH = 48;

/** The losses for a terminal: a row of bars for each optimizer, all on one logarithmic scale. */
export function sparklines(curves: readonly Curve[]): string {
  const smooth = curves.map(({ name, losses }) => ({ name, row: sampled(movingAverage(losses)) }));
  const logs = smooth.flatMap(({ row }) => row.map(Math.log));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const bar = (loss: number): string => {
    const height = high > low ? (Math.log(loss) - low) / (high - low) : 0;
    return BARS[Math.min(BARS.length - 1, Math.floor(height * BARS.length))];
  };
  const width = Math.max(...smooth.map(({ name }) => name.length));
  const rows = smooth.map(({ name, row }) => {
    const [first, last] = [row[0], row[row.length - 1]].map((loss) => loss.toPrecision(3));
    return `${name.padEnd(width)}  ${first.padStart(6)} ${row.map(bar).join("")} ${last}`;
  });
  return ["Training loss, from the first batches to the last (logarithmic)", ...rows].join("\n");
}

/** At most WIDTH of the values, evenly spaced, the first and the last among them. */
function sampled(values: readonly number[]): number[] {
  const count = Math.min(WIDTH, values.length);
  return Array.from(
    { length: count },
    (_, k) => values[Math.round((k * (values.length - 1)) / Math.max(1, count - 1))],
  );
}
