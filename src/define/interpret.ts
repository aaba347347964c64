import type { Element, Floats, Numbers } from "../numbers.js";
import { LANES } from "../kernels/scalars.js";
import type { Loop } from "./loop.js";
import type { Expression, Operation } from "./text.js";

/** Elements that pass through the operations at once, a multiple of four: so many a turn are 1.8× over one, and go beyond n. */
const BLOCK = 256;
const NONE: Floats = new Float64Array(0);

type Operate = (n: number, out: Floats, a: Floats, b: Floats, c: Floats) => void;

/** Of a comparison 1 or 0. The array that takes a result rounds it. */
const OPERATIONS: Readonly<Record<Operation, Operate>> = {
  "+": (n, out, a, b) => {
    for (let i = 0; i < n; i += 4) {
      out[i] = a[i] + b[i];
      out[i + 1] = a[i + 1] + b[i + 1];
      out[i + 2] = a[i + 2] + b[i + 2];
      out[i + 3] = a[i + 3] + b[i + 3];
    }
  },
  "-": (n, out, a, b) => {
    for (let i = 0; i < n; i += 4) {
      out[i] = a[i] - b[i];
      out[i + 1] = a[i + 1] - b[i + 1];
      out[i + 2] = a[i + 2] - b[i + 2];
      out[i + 3] = a[i + 3] - b[i + 3];
    }
  },
  "*": (n, out, a, b) => {
    for (let i = 0; i < n; i += 4) {
      out[i] = a[i] * b[i];
      out[i + 1] = a[i + 1] * b[i + 1];
      out[i + 2] = a[i + 2] * b[i + 2];
      out[i + 3] = a[i + 3] * b[i + 3];
    }
  },
  "/": (n, out, a, b) => {
    for (let i = 0; i < n; i += 4) {
      out[i] = a[i] / b[i];
      out[i + 1] = a[i + 1] / b[i + 1];
      out[i + 2] = a[i + 2] / b[i + 2];
      out[i + 3] = a[i + 3] / b[i + 3];
    }
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
  readonly a: Floats;
  readonly b: Floats;
  readonly c: Floats;
}

/** A register, and the array it is read from or written to, or the scalar that fills it. */
interface Moved {
  readonly at: number;
  readonly register: Floats;
}

/**
 * A loop as operations on blocks, for where nothing may be compiled: 2.6–4.2× the time of written JavaScript at 1e3
 * elements, twice that where float32 and float64 are both interpreted, Xeon.
 */
export class Interpreter {
  readonly #loads: readonly Moved[];
  readonly #stores: readonly Moved[];
  readonly #scalars: readonly Moved[];
  readonly #instructions: readonly Instruction[];
  readonly #arrays: Floats[] = [];
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
      const [a, b = a, c = a] = args;
      instructions.push({ run: OPERATIONS[of.of], out, a, b, c });
      return out;
    };
    this.#loads = loads.map((name) => ({ at: arrays.indexOf(name), register: registerOf(name) }));
    this.#scalars = Object.entries(scalars).map(([name, at]) => ({ at, register: registerOf(name) }));
    // A name has the register of its latest value: a copy would be a pass of its own.
    for (const { to, value: of } of statements) named.set(to.name, value(of));
    this.#stores = stores.map((name) => ({ at: arrays.indexOf(name), register: registerOf(name) }));
    // What was rounded so far is a number of float64 from here on.
    register = double;
    this.#sums = sums.map(value);
    this.#lanes = 16 / element;
    this.#instructions = instructions;
  }

  /** As a kernel does, of whose ranges all are positions in x. */
  runIn(x: Floats, ranges: readonly number[], totals?: Floats): void {
    const last = ranges.length - 1;
    this.#arrays.length = last - 1;
    this.run(this.#arrays.fill(x), ranges, ranges[last - 1], x, ranges[last], totals);
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
    const loads = this.#loads;
    const stores = this.#stores;
    const instructions = this.#instructions;
    const sums = this.#sums;
    for (const { at, register } of this.#scalars) register.fill(scalars[place + at]);
    for (let begin = 0; begin < count; begin += BLOCK) {
      const n = Math.min(BLOCK, count - begin);
      for (let k = 0; k < loads.length; k++) {
        const { at, register } = loads[k];
        copy(n, arrays[at], positions[at] + begin, register, 0);
      }
      for (let k = 0; k < instructions.length; k++) {
        const { run, out, a, b, c } = instructions[k];
        run(n, out, a, b, c);
      }
      for (let k = 0; k < stores.length; k++) {
        const { at, register } = stores[k];
        copy(n, register, 0, arrays[at], positions[at] + begin);
      }
      for (let j = 0; j < sums.length; j++)
        for (let i = 0; i < n; i++) totals[LANES * j + (i % this.#lanes)] += sums[j][i];
    }
  }
}

function copy(n: number, from: Numbers, begin: number, to: Numbers, at: number): void {
  let i = 0;
  for (; i < n - 3; i += 4) {
    to[at + i] = from[begin + i];
    to[at + i + 1] = from[begin + i + 1];
    to[at + i + 2] = from[begin + i + 2];
    to[at + i + 3] = from[begin + i + 3];
  }
  for (; i < n; i++) to[at + i] = from[begin + i];
}
