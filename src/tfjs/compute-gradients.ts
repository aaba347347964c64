import { complain } from "../options/messages.js";
import { collecting, type Collector } from "./gather-rows.js";
import { RowsGradient } from "./rows-gradient.js";
import type { Storage } from "./storage.js";
import type { TfEngine, TfTensor, TfVariable } from "./tensorflow.js";

/** A loss and its gradients by the variables' names; null for a variable that was asked for and is not trainable. */
export interface ValueAndGradients {
  value: TfTensor;
  grads: Record<string, TfTensor | RowsGradient | null>;
}

/** `tf.variableGrads`, where the rows that `gatherRows` takes stand for their tables. */
export function computeGradients(
  engine: TfEngine,
  storage: Storage,
  f: unknown,
  given: readonly TfVariable[] | null | undefined,
): ValueAndGradients {
  if (typeof f !== "function") complain("the loss of minimize", "a function", f);
  if (given != null && !Array.isArray(given)) complain("varList", "a list of variables", given);
  const all = given ?? Object.values(engine.registeredVariables);
  const trainable = all.filter((variable) => variable.trainable);
  if (trainable.length === 0)
    throw new TypeError(`there must be a variable to train, and none of ${all.length} variables is trainable`);
  const xs: TfTensor[] = [...trainable];
  const taken: Collector["taken"] = [];
  const collector: Collector = {
    xs,
    taken,
    moves: (table) => trainable.includes(table),
    look: (variable) => storage.look(variable),
  };
  const { value, grads: found } = collecting(engine, collector, () =>
    engine.gradients(f as never, xs as never, undefined, true),
  );
  requireLoss(value, found);
  const grads: ValueAndGradients["grads"] = {};
  trainable.forEach(({ name }, k) => {
    const gradient = found[k];
    if (gradient) grads[name] = gradient;
  });
  taken.forEach(({ table: { name }, rows }, k) => {
    const values = found[trainable.length + k];
    if (values) rowsOf(grads, name).add(rows, values);
  });
  if (given != null) for (const { name, trainable: trains } of given) if (!trains) grads[name] = null;
  return { value, grads };
}

/** The gradient by rows; a table that was used otherwise too has both. */
function rowsOf(grads: ValueAndGradients["grads"], name: string): RowsGradient {
  const known = grads[name];
  if (known instanceof RowsGradient) return known;
  const rows = new RowsGradient();
  rows.dense = known ?? null;
  return (grads[name] = rows);
}

function requireLoss(value: TfTensor, found: readonly (TfTensor | null)[]): void {
  const isConnected = found.some((gradient) => gradient);
  if (isConnected && value.shape.length === 0) return;
  for (const tensor of [value, ...found]) tensor?.dispose();
  if (!isConnected)
    throw new TypeError("the loss must depend on a variable: what uses variables must be inside of the function given");
  throw new TypeError(`the loss must be a scalar, got shape [${value.shape}]`);
}
