import type { Backend } from "../backend/machine.js";
import { Arena, REGION, regionBytes } from "../memory/arena.js";
import { roundUp } from "../memory/layout.js";
import type { Element, Floats } from "../numbers.js";
import { vectorPasses, type VectorPasses } from "./passes.js";
import type { Point } from "./point.js";
import { twoLoops, type Turning } from "./two-loop.js";

/** The leaves of one element type, and where each of the vectors has them. */
interface Block {
  readonly length: number;
  readonly element: Element;
  readonly unit: number;
  readonly heap: Floats;
  readonly passes: VectorPasses;
  readonly at: readonly number[];
  /** For the recursion: a table of pairs, and what it lies in. */
  readonly table: number;
  readonly doubles: Floats;
}

/** Pairs of vectors as the recursion takes them, oldest first: those of steps and of changes, and their products. */
export interface Pairs {
  readonly steps: readonly number[];
  readonly changes: readonly number[];
  readonly products: readonly number[];
}

/** So many vectors of a model's size, by their numbers. */
export interface Vectors {
  /** A vector's leaves, in the model's order. */
  views(vector: number): Floats[];
  /** The sum of products in float64, in one fixed order. */
  dot(a: number, b: number): number;
  /** d = −H g by the two-loop recursion over at least one pair, where H begins as 1 / theta; the product of d with g. */
  recursion(d: number, g: number, pairs: Pairs, theta: number): number;
  /** to = from + scale · d. */
  move(to: number, from: number, scale: number, d: number): void;
  /** to = scale · from. */
  scaled(to: number, scale: number, from: number): void;
  most(of: (inA: number, inB: number) => number, a: number, b: number): number;
}

/** Vectors in one memory: each has its float64 part, then its float32 part. */
export class ArenaVectors implements Vectors, Turning {
  readonly #blocks: readonly Block[];
  /** By leaf: its block, and where it begins there. */
  readonly #places: readonly { readonly block: Block; readonly begin: number; readonly length: number }[];

  constructor(point: Point, backend: Backend, count: number) {
    const { elements } = point;
    const begins: number[] = [];
    const lengths = { 8: 0, 4: 0 };
    elements.forEach((element, leaf) => {
      begins.push(lengths[element]);
      lengths[element] += point.lengthOf(leaf);
    });
    const used = ([8, 4] as const).filter((element) => elements.includes(element));
    const wholes = used.map((element) => count * strideOf(element, lengths[element]));
    const sizes = used.map((element, k) => regionBytes(element, wholes[k]) + regionBytes(8, 2 * count));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const arena = Arena.withRoom(backend, bytes);
    const { machine } = arena;
    this.#blocks = used.map((element, k) => {
      const [begin, stride] = [arena.take(element, wholes[k]), strideOf(element, lengths[element])];
      return {
        length: lengths[element],
        element,
        unit: machine.unit(element),
        heap: machine.heaps[element],
        passes: machine.pass(vectorPasses, element),
        at: Array.from({ length: count }, (_, vector) => begin + vector * stride),
        table: arena.take(8, 2 * count) * machine.unit(8),
        doubles: machine.heaps[8],
      };
    });
    this.#places = elements.map((element, leaf) => ({
      block: this.#blocks.find((block) => block.element === element) as Block,
      begin: begins[leaf],
      length: point.lengthOf(leaf),
    }));
  }

  views(vector: number): Floats[] {
    return this.#places.map(({ block: { heap, at }, begin, length }) =>
      heap.subarray(at[vector] + begin, at[vector] + begin + length),
    );
  }

  dot(a: number, b: number): number {
    let sum = 0;
    for (const { passes, at, unit, length } of this.#blocks) sum += passes.dot(at[a] * unit, at[b] * unit, length);
    return sum;
  }

  advance(q: number, scale: number, y: number, s: number): number {
    let sum = 0;
    for (const { passes, at, unit, length } of this.#blocks)
      sum += passes.advance(at[q] * unit, at[y] * unit, length, scale, at[s] * unit);
    return sum;
  }

  recursion(d: number, g: number, pairs: Pairs, theta: number): number {
    // Where float64 and float32 have a part in each product.
    if (this.#blocks.length > 1) return twoLoops(this, d, g, pairs, theta, []);
    const [{ passes, at, unit, length, table, doubles }] = this.#blocks;
    const { steps, changes, products } = pairs;
    const begin = unit === 1 ? table : table / 8;
    for (let k = 0; k < steps.length; k++) {
      doubles[begin + 4 * k] = at[steps[k]] * unit;
      doubles[begin + 4 * k + 1] = at[changes[k]] * unit;
      doubles[begin + 4 * k + 2] = products[k];
    }
    return passes.recursion(at[d] * unit, at[g] * unit, length, table, steps.length, theta);
  }

  move(to: number, from: number, scale: number, d: number): void {
    for (const { passes, at, unit, length } of this.#blocks)
      passes.move(at[to] * unit, at[from] * unit, length, scale, at[d] * unit);
  }

  scaled(to: number, scale: number, from: number): void {
    for (const { passes, at, unit, length } of this.#blocks)
      passes.scaled(at[to] * unit, at[from] * unit, length, scale);
  }

  most(of: (inA: number, inB: number) => number, a: number, b: number): number {
    let most = 0;
    for (const { heap, at, length } of this.#blocks)
      for (let i = 0; i < length; i++) most = Math.max(most, of(heap[at[a] + i], heap[at[b] + i]));
    return most;
  }
}

/** Elements between two vectors: whole cache lines, and for long ones three more, so that they do not begin at the same place of a page. */
function strideOf(element: Element, length: number): number {
  const bytes = roundUp(length * element, REGION);
  return (bytes > 1024 ? bytes + 3 * REGION : bytes) / element;
}
