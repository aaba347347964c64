import { LINES } from "../digits/look.js";
import { lines, plotWithEnds, title, toFile } from "../digits/svg.js";
import { percent } from "../digits/table.js";
import type { Row } from "./race.js";

/** The accuracy of each over the steps, with names at the lines' ends. */
export function draw(rows: readonly Row[]): string {
  const points = rows.flatMap(({ name, reached }) => reached.map((point) => ({ series: name, ...point })));
  const colours = Object.values(LINES).toReversed();
  const options = {
    width: 860,
    height: 480,
    marginTop: 50,
    marginLeft: 65,
    marginRight: 170,
    marginBottom: 50,
    color: { domain: rows.map(({ name }) => name), range: colours },
    x: { label: "step" },
    y: { label: "test digits read right", labelOffset: 50, grid: true, tickFormat: "%" },
    marks: [
      ...lines(points, { x: "step", y: "accuracy" }),
      title("A rule of one's own against the catalog, on the digits"),
    ],
  };
  const ends = rows.flatMap(({ name, reached }) =>
    reached
      .slice(-1)
      .map(({ step, accuracy }) => ({ x: step, y: accuracy, series: name, label: `${name} ${percent(accuracy)}` })),
  );
  return toFile([plotWithEnds(options, ends)]);
}
