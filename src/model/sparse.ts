import type { Floats, Numbers, Shape } from "../numbers.js";

/** By which any copy of the class knows what any other made: each entry of the package is a bundle of its own. */
const brand: unique symbol = Symbol.for("optim-wasm sparse rows");

/** A gradient that touches some rows of a table only: `sparseRows`. */
export abstract class Sparse {
  /** Without it every object would pass for the type. */
  declare protected readonly sparse: true;

  /** @internal */
  static [Symbol.hasInstance](value: unknown): boolean {
    return (value as Partial<Sparse> | null | undefined)?.[brand] === true;
  }

  /** @internal */
  get [brand](): true {
    return true;
  }

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
  /** Makes what its steps need. */
  prepare(tensor: unknown): void;
  /** One step of the touched rows and their state. */
  step(tensor: unknown, param: Numbers, resident: boolean): void;
}
