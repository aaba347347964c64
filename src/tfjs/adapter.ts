import { internalsOf } from "../internals.js";
import type { GradMap } from "../model/types.js";
import type { Optimizer } from "../optimizer.js";
import { complain, listed, quote } from "../options/messages.js";
import { computeGradients, type ValueAndGradients } from "./compute-gradients.js";
import { writeConfig, type TfConfig } from "./config.js";
import { readGradients, type TfGradients } from "./gradients.js";
import { readWeights, valuesOf } from "./read-weights.js";
import { RowsGradient } from "./rows-gradient.js";
import { StateVariables } from "./state-variables.js";
import { Storages } from "./storage.js";
import type { TensorFlow, TfNamedTensor, TfTensor, TfVariable } from "./tensorflow.js";

/** Does what an optimizer of tf does with an optimizer of this library. */
export class Adapter {
  readonly optimizer: Optimizer;
  /** What a variable is called here. */
  named: (variable: string) => string = (variable) => variable;
  readonly #tf: TensorFlow;
  readonly #storages: Storages;
  readonly #state: StateVariables;
  /** By the names here: what the variables were called, and their shapes. */
  readonly #variables = new Map<string, string>();
  readonly #shapes = new Map<string, readonly number[]>();
  /** Names of state that was loaded and that no variable has claimed yet. */
  #unclaimed = new Set<string>();

  constructor(tf: TensorFlow, optimizer: Optimizer, warn: (backend: string) => void) {
    this.optimizer = optimizer;
    this.#tf = tf;
    this.#storages = new Storages(tf, warn);
    this.#state = new StateVariables(tf);
  }

  computeGradients(f: unknown, varList: readonly TfVariable[] | null | undefined): ValueAndGradients {
    return computeGradients(this.#tf.engine(), this.#storages.now, f, varList);
  }

  applyGradients(given: TfGradients): void {
    const moving = readGradients(this.#tf, given, this.named);
    if (moving.length === 0) return;
    this.#claim(moving.map(({ name }) => name));
    const storage = this.#storages.now;
    const read = (tensor: TfTensor) => storage.read(tensor);
    const params: Record<string, Float32Array> = {};
    const grads: Record<string, GradMap[string]> = {};
    for (const { name, variable } of moving) params[name] = storage.take(variable);
    for (const { name, gradient } of moving)
      grads[name] = gradient instanceof RowsGradient ? gradient.gradient(read) : read(gradient);
    this.optimizer.update(params, grads);
    for (const { name, variable } of moving) {
      storage.give(variable, params[name]);
      if (this.#shapes.get(name) === variable.shape) continue;
      this.#shapes.set(name, variable.shape);
      this.#variables.set(name, variable.name);
    }
  }

  withParams<Result>(call: (params: Record<string, Float32Array>) => Result): Result {
    if (typeof call !== "function") complain("what withParams is given", "a function", call);
    const storage = this.#storages.now;
    const { registeredVariables } = this.#tf.engine();
    const found = [...this.#variables].flatMap(([name, key]) => {
      const variable = registeredVariables[key];
      return variable === undefined ? [] : [{ name, variable, values: storage.take(variable) }];
    });
    const result = call(Object.fromEntries(found.map(({ name, values }) => [name, values])));
    for (const { variable, values } of found) storage.give(variable, values);
    return result;
  }

  /** What is kept, as tf's variables, brought up to date. */
  weights(): TfNamedTensor[] {
    return this.#state.refresh(internalsOf("getWeights", this.optimizer), this.#shapes);
  }

  async setWeights(given: unknown): Promise<void> {
    const weights = await valuesOf(given);
    const shapes = readWeights(internalsOf("setWeights", this.optimizer), weights);
    for (const [name, shape] of shapes) this.#shapes.set(name, shape);
    this.#unclaimed = new Set(shapes.keys());
  }

  config(): TfConfig {
    return writeConfig(internalsOf("getConfig", this.optimizer));
  }

  dispose(): void {
    this.#state.dispose();
  }

  /** Throws where loaded state would be passed over, as tf has given its variable another name. */
  #claim(names: readonly string[]): void {
    if (this.#unclaimed.size === 0) return;
    const { tensors } = internalsOf("applyGradients", this.optimizer).store;
    const left = [...this.#unclaimed].filter((name) => tensors.has(name) && !names.includes(name));
    const stranger = names.find((name) => !tensors.has(name));
    if (stranger !== undefined && left.length > 0)
      throw new RangeError(
        `the variable ${quote(stranger)} has no state, and nobody has that of ${listed(left.map(quote))}, which was loaded: ` +
          "say with tfOptimizer.named what variables are called",
      );
    this.#unclaimed = new Set(left);
  }
}
