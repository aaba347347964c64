import type { Internals } from "../internals.js";
import { assign, sameShape, tensorOf, type TensorFlow, type TfNamedTensor, type TfVariable } from "./tensorflow.js";
import { writeWeights } from "./write-weights.js";

/** So that variables of several optimizers have different names. */
let optimizers = 0;

/** State as variables of tf: made when they are asked for first, and from then on the same, as with tf's own optimizers. */
export class StateVariables {
  readonly #tf: TensorFlow;
  readonly #number = ++optimizers;
  readonly #variables = new Map<string, TfVariable>();

  constructor(tf: TensorFlow) {
    this.#tf = tf;
  }

  /** All that is kept now. Shapes are those of the parameters' variables. */
  refresh(from: Internals, shapes: ReadonlyMap<string, readonly number[]>): TfNamedTensor[] {
    const weights = writeWeights(from);
    const names = new Set(weights.map(({ name }) => name));
    for (const [name, variable] of this.#variables) {
      if (names.has(name)) continue;
      variable.dispose();
      this.#variables.delete(name);
    }
    return weights.map(({ name, values, of }, k) => {
      const known = of === undefined ? undefined : shapes.get(of);
      const shape = known ?? (k === 0 ? [] : [values.length]);
      return { name, tensor: this.#put(name, values, shape) };
    });
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }

  #put(name: string, values: Float32Array | Int32Array, shape: readonly number[]): TfVariable {
    const engine = this.#tf.engine();
    const known = this.#variables.get(name);
    if (known !== undefined && !known.isDisposed && sameShape(known.shape, shape)) {
      assign(engine, known, values);
      return known;
    }
    known?.dispose();
    const tensor = tensorOf(engine, values, shape, values instanceof Int32Array ? "int32" : "float32");
    const variable = engine.makeVariable(tensor as never, false, `optim-wasm ${this.#number}/${name}`);
    tensor.dispose();
    this.#variables.set(name, variable);
    return variable;
  }
}
