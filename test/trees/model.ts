import type { Values } from "../support.js";

/** A layer as people write one: with a name, a function and a private field beside its parameters. */
export class Layer {
  readonly activation = "relu";
  readonly trained = true;
  readonly bias: number[] | null;
  W: Float32Array;
  scale: number;
  readonly forward = (x: number): number => x * this.#secret;
  readonly #secret = 2;

  constructor(random: () => number, length: number, bias: number[] | null) {
    this.W = Float32Array.from({ length }, () => random() - 0.5);
    this.scale = random();
    this.bias = bias;
  }

  get size(): number {
    return this.W.length;
  }
}

/** Instances, plain objects, lists, rows of rows, and leaves of all types. */
export function modelOf(random: () => number) {
  return {
    temperature: random(),
    layers: [new Layer(random, 7, [random(), random()]), new Layer(random, 130, null)],
    head: {
      kernel: [[1, 2, 3].map(random), [1, 2, 3].map(random)],
      norm: { gain: new Float64Array(5).map(random), none: {} },
    },
  };
}

export const PATHS = [
  "temperature",
  "layers.0.W",
  "layers.0.scale",
  "layers.0.bias",
  "layers.1.W",
  "layers.1.scale",
  "head.kernel.0",
  "head.kernel.1",
  "head.norm.gain",
];

type Model = object;

/** What a path leads to. */
export function at(model: Model, path: string): Values {
  return path.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], model) as Values;
}

/** A flat map of a model's parameters, in arrays of their own. */
export function flatOf(model: Model): Record<string, number | number[] | Float32Array | Float64Array> {
  return Object.fromEntries(
    PATHS.map((path) => {
      const value = at(model, path);
      return [path, typeof value === "number" ? value : (value as Float32Array).slice()];
    }),
  );
}

/** Plain objects and lists of the model's shape. */
export function gradsOf(value: (path: string) => unknown) {
  return {
    temperature: value("temperature"),
    layers: [
      { W: value("layers.0.W"), scale: value("layers.0.scale"), bias: value("layers.0.bias") },
      { W: value("layers.1.W"), scale: value("layers.1.scale") },
    ],
    head: {
      kernel: [value("head.kernel.0"), value("head.kernel.1")],
      norm: { gain: value("head.norm.gain"), none: {} },
    },
  };
}
