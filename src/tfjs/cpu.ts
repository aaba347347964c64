import type { Storage } from "./storage.js";
import { floatsOfTensor } from "./floats.js";
import { assign, type TfEngine, type TfTensor, type TfVariable } from "./tensorflow.js";

/** What the cpu back end keeps of a tensor, and how many tensors share it. */
interface Entry {
  values: unknown;
  readonly refCount: number;
}

export interface CpuData {
  get(dataId: object): Entry;
}

/** An array of our own in tf's keeping. */
interface Held {
  readonly values: Float32Array;
  /** Whether anyone has looked at it: what they got may be a view of it, as `slice` and `dataSync` give. */
  seen: boolean;
}

/**
 * tf's cpu back end, whose tensors are arrays of JavaScript. An array is moved in place as long as it is ours and nobody has
 * looked at it; else a copy is moved, and put in its place. So nothing that a caller holds moves along: neither a clone, a
 * reshape, a slice, another variable that was assigned this one, nor the array that a variable was made of.
 */
export class Cpu implements Storage {
  readonly #engine: TfEngine;
  readonly #data: CpuData;
  readonly #held = new WeakMap<Entry, Held>();

  constructor(engine: TfEngine, data: CpuData) {
    this.#engine = engine;
    this.#data = data;
  }

  take(variable: TfVariable): Float32Array {
    const entry = this.#data.get(variable.dataId);
    const held = this.#held.get(entry);
    if (held !== undefined && !held.seen && entry.refCount === 1) return held.values;
    return held === undefined ? floatsOfTensor(variable).slice() : held.values.slice();
  }

  look(variable: TfVariable): Float32Array {
    return this.#held.get(this.#data.get(variable.dataId))?.values ?? floatsOfTensor(variable);
  }

  give(variable: TfVariable, values: Float32Array): void {
    const entry = this.#data.get(variable.dataId);
    if (this.#held.get(entry)?.values === values) return;
    if (entry.refCount === 1) return this.#hold(entry, values);
    assign(this.#engine, variable, values);
    this.#hold(this.#data.get(variable.dataId), values);
  }

  read(gradient: TfTensor): Float32Array {
    return floatsOfTensor(gradient);
  }

  /** Puts an array into tf's keeping, and notes who looks at it there. */
  #hold(entry: Entry, values: Float32Array): void {
    const held = { values, seen: false };
    this.#held.set(entry, held);
    Object.defineProperty(entry, "values", {
      configurable: true,
      enumerable: true,
      get() {
        held.seen = true;
        return values;
      },
      set: (value: unknown) => {
        this.#held.delete(entry);
        Object.defineProperty(entry, "values", { configurable: true, enumerable: true, writable: true, value });
      },
    });
  }
}

/** The tensors of the cpu back end, if this is it, in the form that is known here. */
export function cpuData(name: string, backend: object): CpuData | undefined {
  const { data } = backend as { data?: Partial<CpuData> };
  return name === "cpu" && typeof data?.get === "function" ? (data as CpuData) : undefined;
}
