import type { Optimizer } from "../../src/index.js";
import { generator, list, type Floats } from "../support.js";
import type { Kind, Numbers } from "./program.js";

/** What `allocate` gave, and what the gradients there must be. */
export interface Allocation {
  readonly owner: Optimizer;
  readonly params: Readonly<Record<string, Floats>>;
  readonly grads: Readonly<Record<string, Floats>>;
}

/** A parameter as the library has it, and as the model has it. */
export class Cell {
  constructor(
    public array: number | number[] | Floats,
    readonly values: number[],
    readonly allocation?: Allocation,
  ) {}

  get single(): boolean {
    return this.array instanceof Float32Array;
  }

  get length(): number {
    return this.values.length;
  }
}

export function cellOf(kind: Kind, values: readonly number[], seed: number): Cell {
  const array = arrayOf(kind, values, seed);
  return new Cell(array, list(array));
}

/** Typed arrays are now and then views of more memory, or of shared memory. */
export function arrayOf(kind: Kind, values: readonly number[], seed = 0): number | number[] | Floats {
  if (kind === "number") return values[0];
  if (kind === "number[]") return [...values];
  const Type = kind === "Float32Array" ? Float32Array : Float64Array;
  if (seed % 4 > 1) return new Type(values);
  const bytes = 8 * values.length + 32;
  const memory = seed % 4 === 0 ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
  const array = new Type(memory as ArrayBuffer, 8, values.length);
  array.set(values);
  return array;
}

/** Numbers from a recipe. */
export function numbersOf({ seed, size, wild }: Numbers, length: number): number[] {
  const random = generator(seed);
  return Array.from({ length }, () => {
    const special = wild && random() < 0.1;
    if (special) return SPECIAL[Math.floor(random() * SPECIAL.length)];
    return random() < 0.05 ? 0 : (random() - 0.5) * 10 ** (size + Math.floor(random() * 3 - 1));
  });
}

/** Zeros, infinities, NaN, subnormals of both types and the ends of their ranges. */
const SPECIAL = [0, -0, Infinity, -Infinity, NaN, 1e-45, -1e-40, 5e-324, 1e-310, 3.4e38, -3.4e38, 1e300, 1e-30];
