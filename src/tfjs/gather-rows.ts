import { complain, describe, isWhole, quote } from "../options/messages.js";
import { lengthOf, tensorOf, type TensorFlow, type TfEngine, type TfTensor, type TfVariable } from "./tensorflow.js";

/** @internal What takes down the rows that a loss takes, while an optimizer computes its gradients. */
export interface Collector {
  /** What gradients are asked for; rows come in at the end. */
  readonly xs: TfTensor[];
  readonly taken: { readonly table: TfVariable; readonly rows: ArrayLike<number> }[];
  /** Whether it moves this table. */
  moves(table: TfVariable): boolean;
  /** A variable's values, to be looked at only. */
  look(variable: TfVariable): Float32Array;
}

const collectors = new WeakMap<TfEngine, Collector>();

/** @internal Runs this with what takes rows down. */
export function collecting<Result>(engine: TfEngine, collector: Collector, run: () => Result): Result {
  const before = collectors.get(engine);
  collectors.set(engine, collector);
  try {
    return run();
  } finally {
    if (before) collectors.set(engine, before);
    else collectors.delete(engine);
  }
}

/**
 * Rows of a table, such as an embedding: `tf.gather(table, ids)`, of shape `[...ids.shape, ...table.shape.slice(1)]`, for the
 * loss of an optimizer from `tfOptimizer`. Its `minimize` and `computeGradients` make no gradient of the whole table then:
 * these rows alone and their state move, as by `sparseRows`. Anywhere else it is `tf.gather`.
 *
 * `ids` is a tensor, or an array of whole numbers. Throws a `RangeError` for a row that the table does not have.
 *
 * @example optimizer.minimize(() => gatherRows(tf, table, ids).square().sum().asScalar());
 */
export function gatherRows<Tf extends TensorFlow>(
  tf: Tf,
  table: TfVariable,
  ids: TfTensor | ArrayLike<number>,
): ReturnType<Tf["gather"]> {
  const rows = readRows(table, ids);
  const engine = tf.engine();
  const collector = collectors.get(engine);
  if (!collector?.moves(table)) {
    const shape = shapeOf(ids);
    const indices = "dataId" in ids ? ids : tensorOf(engine, rows, shape, "int32");
    const gathered = tf.gather(table as never, indices as never, 0);
    if (indices !== ids) indices.dispose();
    return gathered as ReturnType<Tf["gather"]>;
  }
  const values = collector.look(table);
  const width = lengthOf(table.shape.slice(1));
  const out = new Float32Array(rows.length * width);
  for (let k = 0; k < rows.length; k++) out.set(values.subarray(rows[k] * width, (rows[k] + 1) * width), k * width);
  // Made of numbers, it has nothing behind it on the tape.
  const tensor = tensorOf(engine, out, [...shapeOf(ids), ...table.shape.slice(1)]);
  collector.xs.push(tensor);
  collector.taken.push({ table, rows });
  return tensor as ReturnType<Tf["gather"]>;
}

function shapeOf(ids: TfTensor | ArrayLike<number>): readonly number[] {
  return "dataId" in ids ? ids.shape : [ids.length];
}

function readRows(table: TfVariable, ids: TfTensor | ArrayLike<number>): Int32Array {
  if (typeof Object(table).assign !== "function" || !Array.isArray(table.shape))
    complain("table", "a tf.Variable", table);
  const { name, shape, dtype } = table;
  if (shape.length === 0 || dtype !== "float32")
    throw new TypeError(`table must be of rows in float32, got ${quote(name)} of shape [${shape}] in ${dtype}`);
  const values = (ids instanceof Object && "dataId" in ids ? ids.dataSync() : ids) as ArrayLike<unknown>;
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && "length" in values))
    throw new TypeError(`ids must be a tensor or an array of whole numbers, got ${describe(values)}`);
  return Int32Array.from({ length: values.length }, (_, k) => {
    const row = values[k];
    if (isWhole(row) && row < shape[0]) return row;
    return complain(`ids[${k}]`, `a row of ${quote(name)}, which has ${shape[0]}`, row, RangeError);
  });
}
