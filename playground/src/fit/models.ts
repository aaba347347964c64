import type { Row } from "./data.js";

/** A model by its formula, and values to start from by the data. */
export interface Known {
  readonly id: ModelId;
  readonly formula: string;
  /** In the order of the parameters in the formula. */
  readonly guess: (about: About) => number[];
}

export type ModelId = "decay" | "peak" | "saturation" | "logistic" | "line";

/** What is seen of data at a glance. */
interface About {
  readonly first: Row;
  readonly last: Row;
  /** Where y is largest. */
  readonly top: Row;
  readonly span: number;
  readonly middleX: number;
  readonly middleY: number;
}

export const models: readonly Known[] = [
  {
    id: "decay",
    formula: "a*exp(-b*x) + c",
    guess: ({ first, last, span }) => [first.y - last.y || 1, 3 / span, last.y],
  },
  {
    id: "peak",
    formula: "height*exp(-((x - centre)/width)^2/2) + base",
    guess: ({ top, span, middleY }) => [top.y - middleY || 1, top.x, span / 8, middleY],
  },
  {
    id: "saturation",
    formula: "vmax*x/(km + x)",
    guess: ({ top, middleX }) => [top.y || 1, Math.abs(middleX) || 1],
  },
  {
    id: "logistic",
    formula: "top/(1 + exp(-rate*(x - middle)))",
    guess: ({ first, last, top, span, middleX }) => [top.y || 1, ((last.y < first.y ? -1 : 1) * 4) / span, middleX],
  },
  {
    id: "line",
    formula: "intercept + slope*x",
    guess: ({ first, last, span }) => [first.y, (last.y - first.y) / span],
  },
];

export function modelNamed(id: string): Known | undefined {
  return models.find((model) => model.id === id);
}

/** Values of three digits to start a model from. */
export function guessFor(model: Known, rows: readonly Row[]): number[] {
  const byX = rows.toSorted((a, b) => a.x - b.x);
  const byY = rows.toSorted((a, b) => a.y - b.y);
  const [first, last, half] = [byX[0], byX.at(-1)!, Math.floor(rows.length / 2)];
  const about = {
    first,
    last,
    top: byY.at(-1)!,
    span: last.x - first.x || 1,
    middleX: byX[half].x,
    middleY: byY[half].y,
  };
  return model.guess(about).map((each) => Number(each.toPrecision(3)));
}
