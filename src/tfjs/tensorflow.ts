/** What is asked of TensorFlow.js, which the caller gives: the module `@tensorflow/tfjs`, or `@tensorflow/tfjs-core`. */
export interface TensorFlow {
  readonly Optimizer: abstract new () => object;
  readonly serialization: { registerClass(cls: never): unknown };
  engine(): TfEngine;
  getBackend(): string;
  gather(table: never, ids: never, axis?: number): TfTensor;
}

/** The part of a `tf.Tensor` that is looked at. */
export interface TfTensor {
  readonly dataId: object;
  readonly dtype: string;
  readonly shape: number[];
  readonly size: number;
  readonly isDisposed: boolean;
  data(): Promise<unknown>;
  dataSync(): unknown;
  dispose(): void;
}

/** The part of a `tf.Variable` that is looked at. */
export interface TfVariable extends TfTensor {
  readonly name: string;
  readonly trainable: boolean;
  assign(value: never): void;
}

/** A tensor and its name, as in lists of gradients and of weights. */
export interface TfNamedTensor {
  readonly name: string;
  readonly tensor: TfTensor;
}

/** What `tf.engine()` gives. */
export interface TfEngine {
  readonly registeredVariables: Readonly<Record<string, TfVariable>>;
  readonly backend: object;
  makeTensor(values: never, shape: number[], dtype: "float32" | "int32"): TfTensor;
  makeVariable(initial: never, trainable: boolean, name: string): TfVariable;
  gradients(
    f: never,
    xs: never,
    dy: undefined,
    allowNoGradients: boolean,
  ): { value: TfTensor; grads: readonly (TfTensor | null)[] };
}

/** @internal What an optimizer of tf has beside what it inherits from `tf.Optimizer`. */
export interface TfBase {
  getClassName(): string;
  dispose(): void;
}

/** @internal A tensor of these values, which a back end may keep or copy. */
export function tensorOf(
  engine: TfEngine,
  values: Float32Array | Int32Array,
  shape: readonly number[],
  dtype: "float32" | "int32" = "float32",
): TfTensor {
  return engine.makeTensor(values as never, [...shape], dtype);
}

/** @internal Makes these the values of a variable. */
export function assign(engine: TfEngine, variable: TfVariable, values: Float32Array | Int32Array): void {
  const tensor = tensorOf(engine, values, variable.shape, variable.dtype as "float32");
  variable.assign(tensor as never);
  tensor.dispose();
}

/** @internal Elements of a tensor of this shape. */
export function lengthOf(shape: readonly number[]): number {
  return shape.reduce((length, size) => length * size, 1);
}

/** @internal */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, k) => size === b[k]);
}
