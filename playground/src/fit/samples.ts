import type { Loss } from "optim-wasm/fit";
import { readRows, type Row } from "./data.js";
import { modelNamed, type ModelId } from "./models.js";

/** Data to try, with a model and where to start. */
export interface Sample {
  readonly id: SampleId;
  readonly rows: readonly Row[];
  readonly model: ModelId | "own";
  readonly formula: string;
  readonly start: readonly number[];
  readonly loss: Loss;
  readonly scale: number;
}

export type SampleId = "misra1a" | "outliers" | "enzyme" | "pasture" | "sigma";

export const samples: readonly Sample[] = [
  {
    // NIST's reference data of monomolecular adsorption, from the first of its starts.
    ...sample(
      "misra1a",
      "own",
      [500, 0.0001],
      `77.6 10.07; 114.9 14.73; 141.1 17.94; 190.8 23.93; 239.9 29.61; 289 35.18; 332.8 40.02; 378.4 44.82; 434.8 50.76;
       477.3 55.05; 536.8 61.01; 593.1 66.4; 689.1 75.47; 760 81.78`,
    ),
    formula: "b1*(1 - exp(-b2*x))",
  },
  {
    ...sample(
      "outliers",
      "peak",
      [4, 5, 1, 0.5],
      `0 0.52; 0.5 0.47; 1 0.55; 1.5 0.49; 2 0.62; 2.5 0.71; 3 1.04; 3.5 1.62; 4 2.61; 4.5 3.55; 5 4.32; 5.5 4.41; 6 3.72;
       6.5 2.78; 7 0.4; 7.5 1.08; 8 0.74; 8.5 3.9; 9 0.51; 9.5 0.46; 10 0.53`,
    ),
    loss: "softL1",
    scale: 0.1,
  },
  // Treloar's rates of treated cells, by concentration, as in Bates & Watts 1988.
  sample(
    "enzyme",
    "saturation",
    [200, 0.1],
    `0.02 76; 0.02 47; 0.06 97; 0.06 107; 0.11 123; 0.11 139; 0.22 159; 0.22 152; 0.56 191; 0.56 201; 1.1 207; 1.1 200`,
  ),
  // NIST's Rat42.
  sample(
    "pasture",
    "logistic",
    [75, 0.07, 37],
    `9 8.93; 14 10.8; 21 18.59; 28 22.33; 42 39.35; 57 56.11; 63 61.73; 70 64.62; 79 67.08`,
  ),
  sample(
    "sigma",
    "decay",
    [8, 0.5, 1],
    `0 10.3 0.4; 0.5 8.1 0.35; 1 6.7 0.3; 1.5 5.2 0.27; 2 4.4 0.24; 3 3.1 0.2; 4 2.3 0.17; 5 1.9 0.15; 6 1.5 0.14;
     8 1.35 0.13; 10 1.2 0.12; 12 1.25 0.12`,
  ),
];

export function sampleNamed(id: string): Sample | undefined {
  return samples.find((each) => each.id === id);
}

function sample(id: SampleId, model: ModelId | "own", start: readonly number[], data: string): Sample {
  const rows = readRows(data.replaceAll(";", "\n"));
  return { id, rows, model, formula: modelNamed(model)?.formula ?? "", start, loss: "linear", scale: 1 };
}
