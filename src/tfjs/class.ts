import type { Optimizer } from "../optimizer.js";
import { readNumber } from "../options/read.js";
import type { Hyperparameter } from "../options/specs.js";
import { Adapter } from "./adapter.js";
import type { ValueAndGradients } from "./compute-gradients.js";
import { fromConfig, type Maker, type TfConfig } from "./config.js";
import type { TfGradients } from "./gradients.js";
import type { TfOptimizerParts } from "./types.js";
import type { TensorFlow, TfBase, TfNamedTensor, TfVariable } from "./tensorflow.js";

/** An optimizer as the functions of this folder know it. */
export interface Own extends TfOptimizerParts {
  setNames(names: (variable: string) => string): void;
}

type OwnClass = new (optimizer: Optimizer) => Own;

/** What is known of one tf: the classes made for it, and how their optimizers are made again. */
interface Known {
  readonly classes: Map<string, OwnClass>;
  readonly makers: Map<string, Maker>;
  warned: boolean;
}

const knownOf = new WeakMap<object, Known>();
const made = new WeakSet<object>();

/** Whether something was made by `tfOptimizer`. */
export function isOptimizer(given: unknown): given is Own {
  return made.has(Object(given) as object);
}

function knownBy(tf: TensorFlow): Known {
  const known = knownOf.get(tf.Optimizer) ?? { classes: new Map(), makers: new Map(), warned: false };
  knownOf.set(tf.Optimizer, known);
  return known;
}

/** Says how optimizers of a class are made when tf loads a model. */
export function registerMaker(tf: TensorFlow, maker: Maker): void {
  classOf(tf, maker);
  knownBy(tf).makers.set(maker.title, maker);
}

/** The class of tf's optimizers that stands for a class of this library. */
export function classOf(tf: TensorFlow, maker: Maker): OwnClass {
  const known = knownBy(tf);
  const { title } = maker;
  const before = known.classes.get(title);
  if (before !== undefined) return before;
  known.makers.set(title, maker);
  const Class = makeClass(tf, known, title);
  known.classes.set(title, Class);
  tf.serialization.registerClass(Class as never);
  return Class;
}

function makeClass(tf: TensorFlow, known: Known, title: string): OwnClass {
  const Base = tf.Optimizer as unknown as new () => TfBase;
  const warn = (backend: string) => {
    if (known.warned) return;
    known.warned = true;
    console.warn(
      `optim-wasm: on the ${backend} back end values go through JavaScript at each step; tf's own rule stays on the device`,
    );
  };
  return class extends Base implements Own {
    /** The name in files: tf changes underscores. */
    static get className(): string {
      return `optim-wasm/${title}`;
    }

    static fromConfig(Class: OwnClass, config: unknown): Own {
      return new Class(fromConfig(known.makers.get(title) as Maker, config));
    }

    readonly #adapter: Adapter;

    constructor(optimizer: Optimizer) {
      super();
      this.#adapter = new Adapter(tf, optimizer, warn);
      made.add(this);
    }

    get optimizer(): Optimizer {
      return this.#adapter.optimizer;
    }

    get iterations(): number {
      return this.optimizer.iterations;
    }

    get learningRate(): number {
      return this.optimizer.currentLr;
    }

    set learningRate(rate: number) {
      readNumber("learningRate", { default: NaN, min: 0 }, rate);
      this.optimizer.lr = rate as Hyperparameter;
    }

    setLearningRate(rate: number): void {
      this.learningRate = rate;
    }

    setNames(names: (variable: string) => string): void {
      this.#adapter.named = names;
    }

    computeGradients(f: unknown, varList?: readonly TfVariable[] | null): ValueAndGradients {
      return this.#adapter.computeGradients(f, varList);
    }

    applyGradients(gradients: TfGradients): void {
      this.#adapter.applyGradients(gradients);
    }

    withParams<Result>(call: (params: Record<string, Float32Array>) => Result): Result {
      return this.#adapter.withParams(call);
    }

    variables(): TfVariable[] {
      return this.#adapter.weights().map(({ tensor }) => tensor as TfVariable);
    }

    async getWeights(): Promise<TfNamedTensor[]> {
      return this.#adapter.weights();
    }

    async setWeights(weights: unknown): Promise<void> {
      await this.#adapter.setWeights(weights);
    }

    getConfig(): TfConfig {
      return this.#adapter.config();
    }

    override dispose(): void {
      this.#adapter.dispose();
    }
  };
}
