import { floatsOfTensor } from "./floats.js";
import type { Storage } from "./storage.js";
import { assign, type TfEngine, type TfTensor, type TfVariable } from "./tensorflow.js";

/** What tf's wasm back end has beside the rest. */
interface Heap {
  typedArrayFromHeap(tensor: TfTensor): unknown;
  refCount(dataId: object): number;
}

interface Kept {
  readonly values: Float32Array;
  /** Of what tf has these values in; none while an update is under way. */
  dataId: object | undefined;
}

/**
 * The other back ends: the values are mirrored in JavaScript, and read again where the variable's data id is not that of
 * what was given last. A step gives the variable a new tensor: the wasm back end keeps packed weights by the tensor's id,
 * and would go on with old ones if its memory were written to.
 */
export class Mirror implements Storage {
  readonly #engine: TfEngine;
  readonly #heap: Heap | undefined;
  readonly #kept = new WeakMap<TfVariable, Kept>();

  constructor(engine: TfEngine, name: string, backend: object) {
    this.#engine = engine;
    const heap = backend as Partial<Heap>;
    if (name === "wasm" && typeof heap.typedArrayFromHeap === "function") this.#heap = heap as Heap;
  }

  take(variable: TfVariable): Float32Array {
    const kept = this.#mirror(variable);
    kept.dataId = undefined;
    return kept.values;
  }

  look(variable: TfVariable): Float32Array {
    return this.#mirror(variable).values;
  }

  give(variable: TfVariable, values: Float32Array): void {
    // Other back ends than wasm keep the array until they need it.
    assign(this.#engine, variable, this.#heap === undefined ? values.slice() : values);
    this.#kept.set(variable, { values, dataId: variable.dataId });
  }

  read(gradient: TfTensor): Float32Array {
    const heap = this.#heap;
    const isThere = heap !== undefined && gradient.dtype === "float32" && heap.refCount(gradient.dataId) > 0;
    return isThere ? (heap.typedArrayFromHeap(gradient) as Float32Array) : floatsOfTensor(gradient);
  }

  #mirror(variable: TfVariable): Kept {
    const known = this.#kept.get(variable);
    if (known?.dataId === variable.dataId) return known;
    const now = this.read(variable);
    const kept = { values: known?.values ?? new Float32Array(now.length), dataId: variable.dataId };
    kept.values.set(now);
    this.#kept.set(variable, kept);
    return kept;
  }
}
