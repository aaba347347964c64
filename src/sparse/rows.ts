import type { Tensor } from "../memory/tensor.js";
import { Sparse, type TouchedRows } from "../model/sparse.js";
import { at, elements } from "../model/values.js";
import { floatsOf, type Floats, type Numbers, type Shape } from "../numbers.js";
import { copyValues, Scratch } from "./scratch.js";

/** What a gradient of rows has. */
interface Contents {
  readonly rows: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Rows and their values, checked; nobody else can look at them, so they stay as they are. */
export class GivenRows extends Sparse {
  readonly #contents: Contents;

  constructor(rows: ArrayLike<number>, values: ArrayLike<number>) {
    super();
    this.#contents = { rows, values };
  }

  override rowsOf(table: Shape): TouchedRows {
    return new Rows(table, (given) => given.#contents);
  }
}

/** The touched rows of a table, each once, and the steps that move them: over the scratch of the table's memory. */
class Rows implements TouchedRows {
  readonly #table: Shape;
  readonly #contentsOf: (given: GivenRows) => Contents;
  #width = 0;
  /** How many rows were given, and how many different ones. */
  #given = 0;
  #count = 0;
  #values: ArrayLike<number> = [];
  /** The different rows in the order in which they came; for each given row its place among them. */
  #numbers = new Int32Array(0);
  #places = new Int32Array(0);
  /** The given rows by their places, and where each place's begin. */
  #order = new Int32Array(0);
  #starts = new Int32Array(1);
  /** Open addressing: a place + 1, or 0. */
  #hash = new Int32Array(0);
  #sorted = false;
  #scratch: Scratch | undefined;

  constructor(table: Shape, contentsOf: (given: GivenRows) => Contents) {
    this.#table = table;
    this.#contentsOf = contentsOf;
  }

  take(given: GivenRows): void {
    const { rows, values } = this.#contentsOf(given);
    const { name, length } = this.#table;
    const width = rows.length === 0 ? 0 : values.length / rows.length;
    if (rows.length > 0 && (width === 0 || length % width !== 0)) {
      throw new RangeError(
        `${at("grads", name)} has rows of ${elements(width)}, which do not divide ${at("params", name)} of ${length}`,
      );
    }
    const height = rows.length === 0 ? 0 : length / width;
    const wrong = this.#read(rows, values, width, height);
    if (wrong === undefined) return;
    throw new RangeError(`${at("grads", name)} has row ${wrong}, ${at("params", name)} has ${height} rows`);
  }

  /** Takes rows of a table of this height; the first that it does not have, if there is one. */
  #read(rows: ArrayLike<number>, values: ArrayLike<number>, width: number, height: number): number | undefined {
    const given = rows.length;
    if (given > this.#places.length) this.#grow(given);
    this.#width = width;
    this.#values = values;
    this.#given = given;
    const hash = this.#hash;
    const numbers = this.#numbers;
    const places = this.#places;
    const size = 2 * roomFor(given);
    const mask = size - 1;
    hash.fill(0, 0, size);
    let count = 0;
    for (let k = 0; k < given; k++) {
      const row = rows[k];
      if (!(row < height) || row >>> 0 !== row) return row;
      // Knuth 1973, §6.4: multiplication by 2³²/φ spreads neighbours.
      let slot = Math.imul(row, 0x9e3779b1) & mask;
      while (hash[slot] !== 0 && numbers[hash[slot] - 1] !== row) slot = (slot + 1) & mask;
      if (hash[slot] === 0) {
        numbers[count] = row;
        hash[slot] = ++count;
      }
      places[k] = hash[slot] - 1;
    }
    this.#count = count;
    this.#sorted = false;
    return undefined;
  }

  #grow(given: number): void {
    const room = roomFor(given);
    this.#numbers = new Int32Array(room);
    this.#places = new Int32Array(room);
    this.#order = new Int32Array(room);
    this.#starts = new Int32Array(room + 1);
    this.#hash = new Int32Array(2 * room);
  }

  /** Given rows by their places, each place's in the order in which they came. */
  #sort(): void {
    const starts = this.#starts;
    const places = this.#places;
    starts.fill(0, 0, this.#count + 1);
    for (let k = 0; k < this.#given; k++) starts[places[k] + 1]++;
    for (let place = 0; place < this.#count; place++) starts[place + 1] += starts[place];
    for (let k = 0; k < this.#given; k++) this.#order[starts[places[k]]++] = k;
    for (let place = this.#count; place > 0; place--) starts[place] = starts[place - 1];
    starts[0] = 0;
    this.#sorted = true;
  }

  get sums(): Floats {
    const Type = floatsOf(this.#table.element);
    const given = Type.from(this.#values);
    const sums = new Type(this.#count * this.#width);
    for (let k = 0; k < this.#given; k++) {
      const to = this.#places[k] * this.#width;
      for (let i = 0; i < this.#width; i++) sums[to + i] += given[k * this.#width + i];
    }
    return sums;
  }

  placeOf(index: number): number {
    return this.#numbers[Math.floor(index / this.#width)] * this.#width + (index % this.#width);
  }

  prepare({ span }: Tensor): void {
    this.#scratch = new Scratch(span);
  }

  /** One step of the touched rows and their state. */
  step(tensor: Tensor, param: Numbers, resident: boolean): void {
    const scratch = this.#scratch as Scratch;
    const width = this.#width;
    const each = Math.floor(scratch.room / width);
    if (each === 0) {
      for (let k = 0; k < this.#count; k++) {
        for (let from = 0; from < width; from += scratch.room) {
          this.#stepPart(scratch, tensor, param, resident, k, 1, from, Math.min(scratch.room, width - from));
        }
      }
      return;
    }
    for (let first = 0; first < this.#count; first += each) {
      this.#stepPart(scratch, tensor, param, resident, first, Math.min(each, this.#count - first), 0, width);
    }
  }

  /** Of `count` different rows from `first` on, the columns `from` to `from + wide`. */
  #stepPart(
    scratch: Scratch,
    tensor: Tensor,
    param: Numbers,
    resident: boolean,
    first: number,
    count: number,
    from: number,
    wide: number,
  ): void {
    const { span, offset } = tensor;
    const width = this.#width;
    // A part of one row counts as a row of its own, from where it begins.
    const whole = wide === width;
    const base = whole ? 0 : this.#numbers[first] * width + from;
    scratch.begin(count * wide);
    for (let k = 0; k < count; k++) scratch.numbers[k] = whole ? this.#numbers[first + k] : 0;
    this.#sumGrads(scratch, first, count, from, wide);
    scratch.moveState(offset + base, count, wide, true);
    if (resident) {
      scratch.moveParams(span.params + offset + base, count, wide, true);
      span.run(scratch.ranges);
      scratch.moveParams(span.params + offset + base, count, wide, false);
    } else if (span.extent === "plain" && !span.rule.moves && !Array.isArray(param)) {
      // To −0 the kernel adds its step as it is, which the parameter then takes: one pass over it, not two.
      scratch.heap.fill(-0, scratch.params, scratch.params + count * wide);
      span.run(scratch.ranges);
      scratch.addTo(param, count, wide, base);
    } else {
      scratch.copyIn(param, count, wide, base);
      span.run(scratch.ranges);
      scratch.copyOut(param, count, wide, base);
    }
    scratch.moveState(offset + base, count, wide, false);
  }

  /** What was given for these rows, added up in the order in which it came, in the type of the table. */
  #sumGrads(scratch: Scratch, first: number, count: number, from: number, wide: number): void {
    const { heap, places, given } = scratch;
    const values = this.#values;
    const most = Math.floor(scratch.room / wide);
    heap.fill(0, scratch.grads, scratch.grads + count * wide);
    if (count === this.#count && wide === this.#width && this.#given <= most) {
      heap.set(values, given);
      for (let k = 0; k < this.#given; k++) places[k] = this.#places[k];
      scratch.sum(this.#given, wide);
      return;
    }
    if (!this.#sorted) this.#sort();
    const end = this.#starts[first + count];
    for (let k = this.#starts[first]; k < end; k += most) {
      const some = Math.min(most, end - k);
      for (let j = 0; j < some; j++) {
        const row = this.#order[k + j];
        copyValues(heap, given + j * wide, values, row * this.#width + from, wide);
        places[j] = this.#places[row] - first;
      }
      scratch.sum(some, wide);
    }
  }
}

/** The least power of two that is not below, at least 16. */
function roomFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, count)));
}
