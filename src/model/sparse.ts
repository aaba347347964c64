import type { Floats, Numbers } from "../numbers.js";
import type { Shape } from "./maps.js";

/** A gradient that touches some rows of a table only: `sparseRows`. */
export abstract class Sparse {
  /** @internal A place for the rows of such gradients of a table. Only who imports `sparseRows` has the code. */
  abstract rowsOf(shape: Shape): TouchedRows;
}

/** The touched rows of a table in one update: each once, with all that was given for it. */
export interface TouchedRows {
  /** Takes an update's; throws, naming what is wrong. */
  take(given: Sparse): void;
  /** What was given, duplicate rows added up. */
  readonly sums: Floats;
  /** Where in the table an element of the sums belongs. */
  placeOf(index: number): number;
  /** One step of the touched rows and their state. */
  step(tensor: unknown, param: Numbers, resident: boolean): void;
}
