import { costOf, KINDS, type Kind } from "./model.js";
import { constantsOf, type Results } from "./results.js";
import { ALONE } from "./ways.js";

/** A step as it was measured here, and as the model has it; milliseconds. */
export interface Point {
  readonly kind: Kind;
  readonly ranks: number;
  readonly n: number;
  readonly measured: number;
  readonly model: number;
  /** How many times as long as the model's update that of the same rounds took: what other work on the machine makes of it. */
  readonly load: number;
}

export function pointsOf(results: Results): Point[] {
  const constants = constantsOf(results, ALONE);
  return results.contests.flatMap(({ n, ranks, ways }) => {
    const load = Math.max(1, ways[ALONE].least / (1000 * n * constants.update));
    return KINDS.map((kind) => {
      const model = 1000 * costOf(kind, ranks, n, constants).all;
      return { kind, ranks, n, measured: ways[kind].least, model, load };
    });
  });
}

/** How far the measured step is from the model's, had the machine been left alone. */
export function farOf({ measured, model, load }: Point): number {
  return measured / (model * load);
}
