import { Cpu, cpuData } from "./cpu.js";
import { Mirror } from "./mirror.js";
import type { TensorFlow, TfTensor, TfVariable } from "./tensorflow.js";

/** Where the values of variables lie, and how an optimizer moves them. */
export interface Storage {
  /** The values now, in an array that nobody else looks at: an update may move it. */
  take(variable: TfVariable): Float32Array;
  /** The values now, to be looked at only. */
  look(variable: TfVariable): Float32Array;
  /** Makes an array from `take` the variable's values. */
  give(variable: TfVariable, values: Float32Array): void;
  /** The values of a gradient, to be looked at until the next tensor is made. */
  read(gradient: TfTensor): Float32Array;
}

/** The storage of the back end that tf runs on now. */
export class Storages {
  readonly #tf: TensorFlow;
  readonly #warn: (backend: string) => void;
  #backend: object | undefined;
  #storage: Storage | undefined;

  constructor(tf: TensorFlow, warn: (backend: string) => void) {
    this.#tf = tf;
    this.#warn = warn;
  }

  get now(): Storage {
    const engine = this.#tf.engine();
    const { backend } = engine;
    if (this.#storage !== undefined && this.#backend === backend) return this.#storage;
    const name = this.#tf.getBackend();
    const data = cpuData(name, backend);
    if (data === undefined && name !== "wasm") this.#warn(name);
    this.#backend = backend;
    return (this.#storage = data === undefined ? new Mirror(engine, name, backend) : new Cpu(engine, data));
  }
}
