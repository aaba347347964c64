import * as Plot from "@observablehq/plot";
import { GRID } from "../../examples/digits/look.js";
import { lines, plotWithEnds, title, toFile } from "../../examples/digits/svg.js";
import { costOf, KINDS, type Constants } from "./model.js";
import { networksOf, RANKS, SIZES } from "./networks.js";
import { pointsOf } from "./points.js";
import { constantsOf, type Results } from "./results.js";
import { sizeOf } from "./text.js";
import { ALONE } from "./ways.js";

const AXES = { marginTop: 50, marginLeft: 65, marginRight: 175, marginBottom: 50, width: 820, height: 400 };
const TIME = { type: "log", label: "ms of a step", labelOffset: 50, grid: true, tickFormat: String } as const;
const RANGE = ["#1f7fc4", "#1f7fc4", "#d1490c", "#d1490c", "#007a5a", "#007a5a"];

interface Place {
  readonly series: string;
  readonly x: number;
  readonly y: number;
}

/** A step over the number of ranks on each network, and over the size as it was measured here. */
export function draw(results: Results): string {
  const overRanks = networksOf(results).map((network) => {
    const places = SIZES.toReversed().flatMap((n) =>
      KINDS.flatMap((kind) =>
        RANKS.map((p) => ({ series: `${kind} ${sizeOf(n)}`, x: p, y: 1000 * costOf(kind, p, n, network).all })),
      ),
    );
    const x = { type: "log", label: "ranks", ticks: [1, 10, 100, 1000], tickFormat: String } as const;
    return chart(
      places,
      { x, y: { ...TIME, domain: [0.1, 2000], ticks: [0.1, 1, 10, 100, 1000] } },
      `The model: a step of Adam over ${network.name}`,
    );
  });
  return toFile([...overRanks, here(results)]);
}

/** Lines are the model's, dots were measured. */
function here(results: Results): SVGSVGElement {
  const constants = constantsOf(results, ALONE);
  const [ranks] = results.contests.map((contest) => contest.ranks);
  const sizes = Array.from({ length: 21 }, (_, k) => 10 ** (4.75 + k * 0.125));
  const places = KINDS.flatMap((kind) => sizes.map((n) => placeOf(kind, ranks, n, constants)));
  const points = pointsOf(results).map(({ kind, n, measured, load }) => ({ series: kind, x: n, y: measured, load }));
  const loaded = points.filter(({ load }) => load > 1).map((point) => ({ ...point, y: point.y / point.load }));
  const x = { type: "log", label: "elements", ticks: [1e5, 1e6, 1e7], tickFormat: sizeOf } as const;
  const dots = [
    Plot.dot(points, { x: "x", y: "y", fill: "series", r: 5 }),
    Plot.dot(loaded, { x: "x", y: "y", stroke: "series", strokeWidth: 2, r: 5 }),
  ];
  return chart(places, { x, y: TIME }, "Two ranks here: the model, measured (dots), without other work (rings)", dots, [
    "#1f7fc4",
    "#d1490c",
  ]);
}

function placeOf(kind: (typeof KINDS)[number], ranks: number, n: number, constants: Constants): Place {
  return { series: kind, x: n, y: 1000 * costOf(kind, ranks, n, constants).all };
}

function chart(
  places: readonly Place[],
  options: Plot.PlotOptions,
  heading: string,
  marks: readonly Plot.Markish[] = [],
  range: readonly string[] = RANGE,
): SVGSVGElement {
  const names = [...new Set(places.map(({ series }) => series))];
  const ends = names.map((series) => places.findLast((place) => place.series === series) as Place);
  const whole = {
    ...AXES,
    color: { domain: names, range },
    ...options,
    marks: [
      Plot.gridY({ stroke: GRID, strokeOpacity: 1, strokeWidth: 0.6 }),
      ...lines(places, { x: "x", y: "y" }),
      ...marks,
      title(heading),
    ],
  };
  return plotWithEnds(whole, ends);
}
