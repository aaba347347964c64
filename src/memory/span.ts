import type { Kernel, Kernels, RuleKernels } from "../backend/kernels.js";
import { PLACES } from "../kernels/scalars.js";
import type { Element, Floats } from "../numbers.js";
import { accumulate, squares } from "./passes.js";
import { REGION, regionBytes, TILE, type Arena } from "./arena.js";
import { ACCUMULATED, AVERAGE, type SpanLayout, type StateLayout } from "./layout.js";

/** The state of many parameters in one piece, with the parameters and gradients themselves if they are resident. */
export class Span {
  /** What is run on it. */
  readonly rule: Kernels;
  /** The names of what there is of every element. */
  readonly slots: readonly string[];
  readonly element: Element;
  readonly group: number;
  /** Elements that there is state of: those of all its parameters, or a rank's part of them from `begin` on. */
  readonly length: number;
  readonly begin: number;
  /** What kernels take beside the arrays, rounded to the element type. */
  readonly scalars: Floats;
  /** The whole memory. */
  readonly heap: Floats;
  /** What its steps run now. */
  extent: keyof RuleKernels = "plain";
  /** The version of the options that its scalars were made of. */
  version = -1;
  /** Positions in the heap: of two tiles of `tile` elements, and of what is resident. */
  readonly tile: number;
  readonly paramsTile: number;
  readonly gradsTile: number;
  readonly params: number;
  readonly grads: number;
  /** Where there is room to work in, and for how many elements: see `sides`. */
  declare work: number;
  declare room: number;
  /** Eight sums at the beginning of the memory, for `squares`. */
  readonly sums: Float64Array;
  readonly #slots: readonly number[];
  readonly #unit: number;
  readonly #kernels: RuleKernels;
  #kernel: Kernel;
  readonly #scalarsAt: number;
  #accumulate: ((sum: number, grads: number, count: number, scalars: number) => void) | undefined;
  #squares: ((at: number, count: number, sums: number, place: number) => void) | undefined;

  static bytes({ arrays }: StateLayout, { element, length, begin, end }: SpanLayout, resident: boolean): number {
    const whole = resident ? 2 * regionBytes(element, length) : 0;
    return arrays.length * regionBytes(element, end - begin) + whole + regionBytes(element, PLACES);
  }

  constructor(
    readonly arena: Arena,
    layout: StateLayout,
    { element, group, length: whole, begin, end }: SpanLayout,
    readonly resident: boolean,
  ) {
    const { machine } = arena;
    const length = end - begin;
    this.element = element;
    this.group = group;
    this.length = length;
    this.begin = begin;
    this.heap = machine.heaps[element];
    this.tile = TILE / element;
    this.paramsTile = REGION / element;
    this.gradsTile = this.paramsTile + this.tile;
    this.params = resident ? arena.take(element, whole) + begin : 0;
    this.grads = resident ? arena.take(element, whole) + begin : 0;
    this.slots = layout.arrays;
    this.rule = layout.kernels;
    this.#slots = layout.arrays.map(() => arena.take(element, length));
    this.#unit = machine.unit(element);
    const scalars = arena.take(element, PLACES);
    this.#scalarsAt = scalars * this.#unit;
    this.scalars = this.view(scalars, PLACES);
    this.#kernels = machine.rule(layout.kernels, element);
    this.#kernel = this.#kernels.plain;
    this.sums = machine.heaps[8].subarray(0, 8) as Float64Array;
  }

  use(extent: keyof RuleKernels): void {
    this.extent = extent;
    this.#kernel = this.#kernels[extent];
  }

  /** One step over what these ranges say. */
  run(ranges: readonly number[]): void {
    this.#kernel(ranges);
  }

  /** Throws where its memory was given away. */
  requireMemory(): void {
    if (this.heap.length === 0)
      throw new TypeError("an array from allocate, or of the state, was transferred, and its memory with it: reset");
  }

  /** The plain rule on a caller's own arrays. */
  list(params: number[], grads: readonly number[], slots: readonly Float64Array[]): void {
    this.rule.list(params, grads, slots, this.scalars);
  }

  /** Where a slot begins in the heap. */
  slot(name: string): number {
    return this.#slots[this.slots.indexOf(name)];
  }

  view(begin: number, length: number): Floats {
    this.requireMemory();
    return this.heap.subarray(begin, begin + length);
  }

  clear(name: string, begin: number, end: number): void {
    this.heap.fill(0, this.slot(name) + begin, this.slot(name) + end);
  }

  /**
   * Clears what of a range's state has become subnormal: decaying numbers would stay there for ever, and they make
   * every step two to four times as slow.
   */
  sweep(begin: number, end: number): void {
    const { heap } = this;
    const least = 2 ** (this.element === 4 ? -126 : -1022);
    for (let k = 0; k < this.rule.slots.length; k++) {
      const slot = this.#slots[k];
      for (let i = slot + begin; i < slot + end; i++) {
        if (Math.abs(heap[i]) < least) heap[i] = 0;
      }
    }
  }

  /**
   * What a kernel takes for `count` elements from `offset` on, with params and grads at these positions in the heap, and
   * the slots where they begin here or elsewhere.
   */
  rangesFor(params: number, grads: number, offset: number, count: number, slots = this.#slots): number[] {
    const own = this.rule.slots.length;
    // Without an average any valid range does: its scalar says that it is not touched.
    const average = this.slots[own] === AVERAGE ? slots[own] + offset : params;
    const positions = [params, grads, ...slots.slice(0, own).map((slot) => slot + offset), average];
    return [...positions.map((position) => position * this.#unit), count, this.#scalarsAt];
  }

  /** Adds scaled gradients to those accumulated. */
  accumulate(grads: number, offset: number, count: number): void {
    const unit = this.#unit;
    this.#accumulate ??= this.arena.machine.pass(accumulate, this.element).accumulate;
    this.#accumulate((this.slot(ACCUMULATED) + offset) * unit, grads * unit, count, this.#scalarsAt);
  }

  /** Adds the squares of elements at a position of the heap to the sums at its beginning. */
  squares(at: number, count: number, place: number): void {
    this.#squares ??= this.arena.machine.pass(squares, this.element).squares;
    this.#squares(at * this.#unit, count, 0, place);
  }
}
