import { Muon } from "../../src/index.js";
import type { Case } from "../oracle.js";
import { matrices } from "../rows/matrices.js";
import { casesOf, deviations, play } from "./fixtures.js";

/** How far an optimizer of matrices is from a case's source. */
export interface Matched {
  readonly title: string;
  readonly of: Case;
  readonly params: number;
  readonly state: number;
}

/** All cases of the optimizers of matrices, each in both types, in the fixtures' order. */
export function matched(): Matched[] {
  return matrices.flatMap((row) =>
    casesOf(row.name).map((of) => {
      const { params, ...state } = deviations(of, play(row.create, of, row.settle?.(of)), row.signs);
      return { title: row.create().constructor.name, of, params, state: Math.max(...Object.values(state)) };
    }),
  );
}

/** How far we are from PyTorch's Muon, whose products are in bfloat16: as a share of the rate after one step and after 60. */
export function muonApart(): { first: number; last: number } {
  const cases = casesOf("muon-bfloat16").map((of) => {
    const { bfloat16: _, ...options } = of.options;
    const found = play((given) => new Muon(given), { ...of, options });
    return (step: number): number => {
      const { params } = of.after[step];
      const apart = Object.keys(params).flatMap((name) =>
        params[name].map((value, i) => Math.abs(found[step].params[name][i] - Number(value))),
      );
      return Math.max(...apart) / Number(options.lr ?? 1e-3);
    };
  });
  const largest = (step: number): number => Math.max(...cases.map((apartAfter) => apartAfter(step)));
  return { first: largest(1), last: largest(60) };
}
