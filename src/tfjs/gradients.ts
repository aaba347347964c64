import { describe, isObject, quote } from "../options/messages.js";
import { RowsGradient } from "./rows-gradient.js";
import { sameShape, type TensorFlow, type TfNamedTensor, type TfTensor, type TfVariable } from "./tensorflow.js";

/** Gradients by the variables' names, or in a list; those that are null leave their variable as it is. */
export type TfGradients =
  | Readonly<Record<string, TfTensor | null | undefined>>
  | readonly { readonly name: string; readonly tensor: TfTensor | null | undefined }[];

/** A variable that a step moves. */
export interface Moving {
  readonly name: string;
  readonly variable: TfVariable;
  readonly gradient: TfTensor | RowsGradient;
}

/** Reads what `applyGradients` is given. Throws, naming the culprit; `named` is what a variable is called here. */
export function readGradients(tf: TensorFlow, given: unknown, named: (variable: string) => string): Moving[] {
  const { registeredVariables } = tf.engine();
  const moving: Moving[] = [];
  const before = new Map<string, string>();
  for (const [key, gradient] of entriesOf(given)) {
    if (gradient === null || gradient === undefined) continue;
    const variable = Object.hasOwn(registeredVariables, key) ? registeredVariables[key] : undefined;
    if (variable === undefined)
      throw new TypeError(
        `there is no variable ${quote(key)} in this tf: it was disposed, or belongs to another copy of tfjs-core`,
      );
    const name = named(key);
    const other = before.get(name);
    if (other !== undefined)
      throw new TypeError(
        other === key
          ? `gradients have ${quote(key)} twice`
          : `the variables ${quote(other)} and ${quote(key)} are both called ${quote(name)}`,
      );
    before.set(name, key);
    requireFloats(variable, key);
    requireFit(variable, gradient, key);
    moving.push({ name, variable, gradient: gradient as Moving["gradient"] });
  }
  return moving;
}

function entriesOf(given: unknown): (readonly [string, unknown])[] {
  if (Array.isArray(given)) {
    return given.map((entry: unknown, k) => {
      const { name, tensor } = Object(entry) as Partial<TfNamedTensor>;
      if (typeof name !== "string")
        throw new TypeError(`gradients[${k}] must be { name, tensor }, got ${describe(entry)}`);
      return [name, tensor] as const;
    });
  }
  if (isObject(given) && !("dataId" in given)) return Object.entries(given);
  throw new TypeError(`gradients must be an object of tensors or a list of { name, tensor }, got ${describe(given)}`);
}

function requireFloats({ dtype }: TfVariable, key: string): void {
  if (dtype !== "float32") throw new TypeError(`the variable ${quote(key)} must be float32, got ${dtype}`);
}

function requireFit({ shape }: TfVariable, gradient: unknown, key: string): void {
  if (gradient instanceof RowsGradient) return;
  const its = Object(gradient) as Partial<TfTensor>;
  if (!Array.isArray(its.shape) || typeof its.dataSync !== "function")
    throw new TypeError(`the gradient of ${quote(key)} must be a tensor or null, got ${describe(gradient)}`);
  if (its.isDisposed) throw new TypeError(`the gradient of ${quote(key)} is disposed`);
  if (its.dtype === "complex64" || its.dtype === "string")
    throw new TypeError(`the gradient of ${quote(key)} must be of numbers, got ${its.dtype}`);
  if (!sameShape(its.shape, shape))
    throw new RangeError(`the gradient of ${quote(key)} must have its shape [${shape}], got [${its.shape}]`);
}
