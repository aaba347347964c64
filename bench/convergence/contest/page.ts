import { plotWithEnds, lines, title, toFile } from "../../../examples/digits/svg.js";
import { contest } from "./contestants.js";
import { EVERY, GOAL, trainTo, type Training } from "./training.js";

/** The contest's table and its picture: the best rate of the grid by one seed, then that rate by three. */
export function digitsContest(): { table: string; picture: string } {
  const results = contest.map(({ name, rates, create }) => {
    const grid = rates.map((rate) => trainTo(create, rate, 1));
    const best = grid.reduce((a, b) => (rankOf(b) < rankOf(a) ? b : a));
    const runs = [1, 2, 3].map((seed) => trainTo(create, best.rate, seed, true));
    const steps = runs.map((run) => run.steps).toSorted((a, b) => a - b);
    console.log(`${name}: rate ${best.rate}, ${steps.join(", ")} steps`);
    return { name, rates, best, runs, steps: steps[1] };
  });
  const sgd = results[0].steps;
  const rows = results.map(({ name, rates, best, runs, steps }) => [
    name,
    Number.isFinite(steps) ? String(steps) : `not in ${runs[0].curve.length * EVERY}`,
    `${(sgd / steps).toFixed(2)} ×`,
    rates.length > 1 ? String(best.rate) : "none",
    `${(100 * median(runs.map(({ curve }) => curve.at(-1)?.accuracy ?? 0))).toFixed(1)} %`,
  ]);
  const head = ["optimizer", `steps to ${100 * GOAL} %`, "fewer than SGD", "rate", "at the end"];
  const table = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  return { table, picture: draw(results.map(({ name, runs }) => ({ name, run: runs[0] }))) };
}

/** Fewest steps first; of those that did not arrive the most accurate. */
function rankOf({ steps, curve }: Training): number {
  return Number.isFinite(steps) ? steps : 1e6 - (curve.at(-1)?.accuracy ?? 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

const COLOURS = ["#4c78a8", "#72b7b2", "#f58518", "#e45756", "#54a24b", "#b279a2", "#9d755d"];

function draw(curves: readonly { readonly name: string; readonly run: Training }[]): string {
  const points = curves.flatMap(({ name, run }) =>
    run.curve.filter(({ step }) => step <= 120).map(({ step, accuracy }) => ({ series: name, step, accuracy })),
  );
  const ends = points.filter((point, k) => points[k + 1]?.series !== point.series);
  const options = {
    width: 860,
    height: 480,
    marginTop: 50,
    marginLeft: 65,
    marginRight: 230,
    marginBottom: 50,
    color: { domain: curves.map(({ name }) => name), range: COLOURS },
    x: { domain: [0, 120], label: "steps" },
    y: { domain: [0.5, 1], label: "digits read right", labelOffset: 50, grid: true, tickFormat: "%", clamp: true },
    marks: [
      ...lines(points, { x: "step", y: "accuracy" }),
      title("Steps on the digits network, each at its best rate"),
    ],
  };
  const labels = ends.map(({ series, step, accuracy }) => ({
    x: step,
    y: accuracy,
    series,
    label: `${series} ${(100 * accuracy).toFixed(1)}`,
  }));
  return toFile([plotWithEnds(options as never, labels)]);
}
