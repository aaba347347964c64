import { MEMORY_LIMIT, PAGE, type Backend, type Machine } from "./backend.js";
import type { Element, Floats } from "./rule.js";

/** Every region starts at a multiple of this, a cache line. */
export const REGION = 64;

/** Bytes of each of the two tiles: both stay in the first-level cache beside the state they meet. */
const TILE = 16_384;

/** Memories are scarce in browsers (Chromium 125, Firefox 999 alive), so maps of up to SMALL bytes share slabs. */
const SLAB = 4 << 20;
const SMALL = 1 << 20;

/** One memory of fixed size: two tiles that every update may use, then regions, handed out once and never taken back. */
export class Arena {
  readonly machine: Machine;
  readonly #f32: Float32Array;
  readonly #f64: Float64Array;
  #used = 2 * TILE + REGION;

  /** An arena with room for `bytes` more: the slab in use, a new slab, or one of its own for a large map. */
  static withRoom(backend: Backend, bytes: number): Arena {
    if (bytes > SMALL) return new Arena(backend, bytes);
    let slab = slabs.get(backend)?.deref();
    if (slab === undefined || slab.#used + bytes > SLAB) {
      slab = new Arena(backend, SLAB - 2 * TILE - REGION);
      slabs.set(backend, new WeakRef(slab));
    }
    return slab;
  }

  private constructor(backend: Backend, bytes: number) {
    const size = Math.ceil((this.#used + bytes) / PAGE) * PAGE;
    const need = `the map needs ${size} bytes with its state`;
    if (size > MEMORY_LIMIT) throw new RangeError(`${need}, one map can have ${MEMORY_LIMIT}`);
    try {
      this.machine = backend.create(size);
    } catch (cause) {
      throw new RangeError(`${need}: ${cause}`, { cause });
    }
    this.#f32 = new Float32Array(this.machine.buffer);
    this.#f64 = new Float64Array(this.machine.buffer);
  }

  /** The whole memory as elements of one type. */
  heap(element: Element): Floats {
    return element === 4 ? this.#f32 : this.#f64;
  }

  /** A fresh region for `count` elements, all zero: its position in the heap. */
  take(element: Element, count: number): number {
    const position = this.#used / element;
    this.#used += regionBytes(element, count);
    return position;
  }

  /** The tiles' positions in the heap, and how many elements each holds. */
  static tiles(element: Element): { params: number; grads: number; length: number } {
    const length = TILE / element;
    return { params: REGION / element, grads: REGION / element + length, length };
  }
}

const slabs = new WeakMap<Backend, WeakRef<Arena>>();

export function regionBytes(element: Element, count: number): number {
  return Math.ceil((count * element) / REGION) * REGION;
}
