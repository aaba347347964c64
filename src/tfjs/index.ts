import { internalsOf } from "../internals.js";
import type { Optimizer } from "../optimizer.js";
import { complain } from "../options/messages.js";
import { classOf, isOptimizer, registerMaker, type Own } from "./class.js";
import { titleOf, type OptimizerMaker } from "./config.js";
import { readNames, type TfNames } from "./names.js";
import type { TensorFlow } from "./tensorflow.js";
import type { TfOptimizer } from "./types.js";

export { gatherRows } from "./gather-rows.js";
export type { TfModel, TfNames } from "./names.js";
export type { TensorFlow, TfEngine, TfNamedTensor, TfTensor, TfVariable } from "./tensorflow.js";
export type { TfOptimizer, TfOptimizerParts } from "./types.js";

/**
 * A `tf.Optimizer` of the caller's own tf that steps as an optimizer of this library does: for `model.compile`, `minimize` and
 * `applyGradients`. State and groups go by the variables' names. A gradient that is null, or that is not there, leaves its
 * variable and its state as they are. `dispose()` disposes of the tensors that it made, and leaves the optimizer given.
 *
 * `tf` is the module `@tensorflow/tfjs` or `@tensorflow/tfjs-core` that makes the variables. On its cpu and wasm back ends
 * the step is faster than tf's own. On others values go through JavaScript, where tf's own rule would stay on the device;
 * the console says so once.
 *
 * Throws a `TypeError` where `tf` or the optimizer is none. Steps throw a `TypeError` or `RangeError`, before anything is
 * changed, for a variable that this tf does not have, that is not float32 or comes twice, and for a gradient of another shape.
 *
 * @example model.compile({ optimizer: tfOptimizer(tf, new AdamW({ lr: 0.001 })), loss: "meanSquaredError" })
 */
export function tfOptimizer<Tf extends TensorFlow>(tf: Tf, optimizer: Optimizer<never>): TfOptimizer<Tf> {
  requireTf(tf);
  const { title } = internalsOf("tfOptimizer", optimizer as Optimizer);
  const Class = classOf(tf, { title, Class: optimizer.constructor as OptimizerMaker, make: undefined });
  return new Class(optimizer as Optimizer) as object as TfOptimizer<Tf>;
}

/**
 * `tfOptimizer` for variables that have other names than they had, as tf gives them to a model that is loaded beside another:
 * names here are what the function makes of tf's, what the object has for them, or what the model's files call its weights.
 * An optimizer of `tfOptimizer`, such as that of a loaded model, is given the names and returned.
 *
 * @example tfOptimizer.named(tf, model.optimizer, model)
 */
tfOptimizer.named = function named<Tf extends TensorFlow>(
  tf: Tf,
  optimizer: Optimizer<never> | object,
  names: TfNames,
): TfOptimizer<Tf> {
  const read = readNames(names);
  const made = isOptimizer(optimizer) ? optimizer : (tfOptimizer(tf, optimizer as Optimizer<never>) as object as Own);
  made.setNames(read);
  return made as object as TfOptimizer<Tf>;
};

/**
 * Lets tf load models that were saved with an optimizer of this class: `tfOptimizer` does so for the class that it is given.
 * `make` makes the optimizer of the options saved, and adds what is not: schedules and groups.
 *
 * @example tfOptimizer.register(tf, AdamW, (options) => new AdamW({ ...options, lr: cosineDecay({ … }) }))
 */
tfOptimizer.register = function register<Options extends object>(
  tf: TensorFlow,
  Class: new (options?: Options) => Optimizer<never>,
  make?: (options: Options) => Optimizer<never>,
): void {
  requireTf(tf);
  if (make !== undefined && typeof make !== "function") complain("make", "a function", make);
  registerMaker(tf, { title: titleOf(Class), Class: Class as unknown as OptimizerMaker, make: make as never });
};

function requireTf(tf: unknown): void {
  const { Optimizer: Base, engine, serialization } = Object(tf) as Partial<TensorFlow>;
  if (typeof Base === "function" && typeof engine === "function" && typeof serialization?.registerClass === "function")
    return;
  complain("tf", "TensorFlow.js, all that the module @tensorflow/tfjs exports", tf);
}
