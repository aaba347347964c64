import { REGION, regionBytes, TILE, type Arena } from "./arena.js";
import type { Kernel, KernelSource } from "../backend/backend.js";
import type { SpanLayout } from "./layout.js";
import { SCALE, isSingle, round, type Element, type Floats, type Numbers, type Rule } from "../rule.js";

/** Most coefficients a kernel takes, with those of a full one. */
const COEFFICIENTS = 16;

/** What a store keeps of every parameter. */
export interface Keeping {
  readonly rule: KernelSource & Pick<Rule<never>, "list" | "slots">;
  /** The names of all that is kept: the rule's slots, then what the options add. */
  readonly slots: readonly string[];
}

/** Names of what options add to a rule's slots. */
export const AVERAGE = "ema";
export const ACCUMULATED = "accumulated";

/** The state of many parameters in one piece, with the parameters and gradients themselves if they are resident. */
export class Span {
  readonly element: Element;
  readonly group: number;
  readonly length: number;
  readonly coefficients: Floats;
  /** Whether its steps need the full kernel now. */
  full = false;
  /** The whole memory. */
  readonly heap: Floats;
  /** Positions in the heap: of two tiles of `tile` elements, and of what is resident. */
  readonly tile: number;
  readonly paramsTile: number;
  readonly gradsTile: number;
  readonly params: number;
  readonly grads: number;
  readonly #keeping: Keeping;
  readonly #slots: readonly number[];
  readonly #unit: number;
  readonly #plain: Kernel;
  readonly #full: Kernel;
  readonly #sum: Kernel;
  /** Eight sums at the beginning of the memory, for `squares`. */
  readonly sums: Float64Array;
  readonly #squares: (at: number, count: number, sums: number, place: number) => void;
  readonly #ranges: number[];
  readonly #sumRanges: number[];

  static bytes({ slots }: Keeping, { element, length }: SpanLayout, resident: boolean): number {
    return (slots.length + (resident ? 2 : 0)) * regionBytes(element, length) + regionBytes(element, COEFFICIENTS);
  }

  constructor(
    readonly arena: Arena,
    keeping: Keeping,
    { element, group, length }: SpanLayout,
    readonly resident: boolean,
  ) {
    const { machine } = arena;
    this.element = element;
    this.group = group;
    this.length = length;
    this.heap = machine.heaps[element];
    this.tile = TILE / element;
    this.paramsTile = REGION / element;
    this.gradsTile = this.paramsTile + this.tile;
    this.params = resident ? arena.take(element, length) : 0;
    this.grads = resident ? arena.take(element, length) : 0;
    this.#keeping = keeping;
    this.#slots = keeping.slots.map(() => arena.take(element, length));
    this.#unit = machine.unit(element);
    const coefficients = arena.take(element, COEFFICIENTS);
    this.coefficients = this.view(coefficients, COEFFICIENTS);
    this.#plain = machine.kernel(keeping.rule, element, false);
    this.#full = machine.kernel(keeping.rule, element, true);
    this.#sum = machine.kernel(SUM, element, false);
    this.sums = machine.heaps[8].subarray(0, 8) as Float64Array;
    this.#squares = machine.squares(element);
    const at = coefficients * this.#unit;
    this.#ranges = [0, 0, ...keeping.rule.slots.map(() => 0), 0, 0, at];
    this.#sumRanges = [0, 0, 0, at];
  }

  /** The names of all slots. */
  get slots(): readonly string[] {
    return this.#keeping.slots;
  }

  /** The plain rule on a caller's own arrays. */
  list(params: number[], grads: readonly number[], slots: readonly Float64Array[]): void {
    this.#keeping.rule.list(params, grads, slots, this.coefficients as Float64Array);
  }

  /** Where a slot begins in the heap. */
  slot(name: string): number {
    return this.#slots[this.#keeping.slots.indexOf(name)];
  }

  view(begin: number, length: number): Floats {
    return this.heap.subarray(begin, begin + length);
  }

  clear(name: string, begin: number, end: number): void {
    this.heap.fill(0, this.slot(name) + begin, this.slot(name) + end);
  }

  clearState(): void {
    for (const slot of this.#slots) this.heap.fill(0, slot, slot + this.length);
  }

  /**
   * Clears what of a range's state has become subnormal: decaying numbers would stay there for ever, and they make
   * every step two to four times as slow.
   */
  sweep(begin: number, end: number): void {
    const { heap } = this;
    const least = 2 ** (this.element === 4 ? -126 : -1022);
    for (let k = 0; k < this.#keeping.rule.slots.length; k++) {
      const slot = this.#slots[k];
      for (let i = slot + begin; i < slot + end; i++) {
        if (Math.abs(heap[i]) < least) heap[i] = 0;
      }
    }
  }

  /** The rule over `count` elements from `offset` on, with params and grads at these positions in the heap. */
  step(params: number, grads: number, offset: number, count: number): void {
    const ranges = this.#ranges;
    const slots = this.#slots;
    const unit = this.#unit;
    const own = this.#keeping.rule.slots.length;
    ranges[0] = params * unit;
    ranges[1] = grads * unit;
    for (let k = 0; k < own; k++) ranges[2 + k] = (slots[k] + offset) * unit;
    // Without an average any valid range does: its coefficient says that it is not touched.
    ranges[2 + own] = this.#keeping.slots[own] === AVERAGE ? (slots[own] + offset) * unit : ranges[0];
    ranges[3 + own] = count;
    if (this.full) this.#full(ranges);
    else this.#plain(ranges);
  }

  /** Adds scaled gradients to those accumulated. */
  accumulate(grads: number, offset: number, count: number): void {
    const ranges = this.#sumRanges;
    ranges[0] = (this.slot(ACCUMULATED) + offset) * this.#unit;
    ranges[1] = grads * this.#unit;
    ranges[2] = count;
    this.#sum(ranges);
  }

  /** Adds the squares of elements at a position of the heap to the sums at its beginning. */
  squares(at: number, count: number, place: number): void {
    this.#squares(at * this.#unit, count, 0, place);
  }

  /** Copies a part of a caller's array into the tile of gradients. */
  bring(array: Numbers, begin: number, count: number): void {
    const { heap, gradsTile } = this;
    if (Array.isArray(array)) for (let i = 0; i < count; i++) heap[gradsTile + i] = array[begin + i];
    else heap.set(array.subarray(begin, begin + count), gradsTile);
  }
}

/** Adds scaled gradients to a sum. */
const SUM: KernelSource = { kernel: "accumulate", single: addScaled, double: addScaled };

function addScaled(x: Floats, sum: number, grads: number, count: number, k: number): void {
  const single = isSingle(x);
  for (let i = 0; i < count; i++) x[sum + i] += round(single, x[k + SCALE] * x[grads + i]);
}
