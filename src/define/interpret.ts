import type { Element, Floats, Numbers } from "../numbers.js";
import type { Loop } from "./loop.js";
import type { Expression, Operation } from "./text.js";

/** Elements that pass through the operations at once: a register of float64 is half a kilobyte. */
const BLOCK = 64;
/** A sum has as many lanes as a vector has elements; of float64 the first two of these. */
export const LANES = 4;
const NONE: Floats = new Float64Array(0);

type Operate = (n: number, out: Floats, a: Floats, b: Floats, c: Floats) => void;

/** Of a comparison 1 or 0. The array that takes a result rounds it. */
const OPERATIONS: Readonly<Record<Operation, Operate>> = {
  "+": (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] + b[i];
  },
  "-": (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] - b[i];
  },
  "*": (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] * b[i];
  },
  "/": (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] / b[i];
  },
  "<": (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] < b[i] ? 1 : 0;
  },
  ">": (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] > b[i] ? 1 : 0;
  },
  negate: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = -a[i];
  },
  sqrt: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]);
  },
  abs: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]);
  },
  sign: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = a[i] > 0 ? 1 : a[i] < 0 ? -1 : 0;
  },
  min: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = b[i] < a[i] ? b[i] : a[i];
  },
  max: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] < b[i] ? b[i] : a[i];
  },
  select: (n, out, a, b, c) => {
    for (let i = 0; i < n; i++) out[i] = a[i] !== 0 ? b[i] : c[i];
  },
};

interface Instruction {
  readonly run: Operate;
  readonly out: Floats;
  readonly args: readonly Floats[];
}

/** A loop as operations on blocks, for where nothing may be compiled: 2–4× the time of written JavaScript. */
export class Interpreter {
  readonly #loads: readonly (readonly [array: number, to: Floats])[];
  readonly #stores: readonly (readonly [array: number, from: Floats])[];
  readonly #scalars: readonly (readonly [place: number, to: Floats])[];
  readonly #instructions: readonly Instruction[];

  /** What is added up, and how many lanes a sum has. */
  readonly #sums: readonly Floats[];
  readonly #lanes: number;

  constructor({ arrays, loads, stores, scalars, statements, sums }: Loop, element: Element) {
    const single = (): Floats => new Float32Array(BLOCK);
    const double = (): Floats => new Float64Array(BLOCK);
    let register = element === 4 ? single : double;
    const named = new Map<string, Floats>();
    const registerOf = (name: string): Floats => {
      const found = named.get(name) ?? register();
      named.set(name, found);
      return found;
    };
    const instructions: Instruction[] = [];
    const value = (of: Expression): Floats => {
      if (of.kind === "name") return registerOf(of.name);
      if (of.kind === "constant") return register().fill(of.value);
      const args = of.args.map(value);
      const out = register();
      instructions.push({ run: OPERATIONS[of.of], out, args });
      return out;
    };
    this.#loads = loads.map((name) => [arrays.indexOf(name), registerOf(name)] as const);
    this.#scalars = Object.entries(scalars).map(([name, place]) => [place, registerOf(name)] as const);
    // A name has the register of its latest value: a copy would be a pass of its own.
    for (const { to, value: of } of statements) named.set(to.name, value(of));
    this.#stores = stores.map((name) => [arrays.indexOf(name), registerOf(name)] as const);
    // What was rounded so far is a number of float64 from here on.
    register = double;
    this.#sums = sums.map(value);
    this.#lanes = 16 / element;
    this.#instructions = instructions;
  }

  /**
   * `count` elements of these arrays from these positions on; the scalars from `place` on. To the lanes of each sum are
   * added the elements in turn.
   */
  run(
    arrays: readonly Numbers[],
    positions: readonly number[],
    count: number,
    scalars: Floats,
    place: number,
    totals: Floats = NONE,
  ): void {
    for (const [at, to] of this.#scalars) to.fill(scalars[place + at]);
    for (let begin = 0; begin < count; begin += BLOCK) {
      const n = Math.min(BLOCK, count - begin);
      for (const [k, to] of this.#loads) copy(n, arrays[k], positions[k] + begin, to, 0);
      for (const { run, out, args } of this.#instructions) run(n, out, args[0], args[1], args[2]);
      for (const [k, from] of this.#stores) copy(n, from, 0, arrays[k], positions[k] + begin);
      for (let j = 0; j < this.#sums.length; j++)
        for (let i = 0; i < n; i++) totals[LANES * j + (i % this.#lanes)] += this.#sums[j][i];
    }
  }
}

function copy(n: number, from: Numbers, begin: number, to: Numbers, at: number): void {
  for (let i = 0; i < n; i++) to[at + i] = from[begin + i];
}
