import { power } from "../arithmetic.js";
import { kernels } from "../kernels/adafactor.js";
import { linesOf, roomForLines } from "../matrices/lines.js";
import type { Tensor } from "../memory/tensor.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { complain } from "../options/messages.js";
import { formOf, positive, type Hyperparameter, type NumberSpec, type ReadSpec } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { matrixOf, type Shaped } from "../phases/shapes.js";
import { sides } from "../phases/sides.js";

interface Settings extends Readonly<Record<"lr" | "beta2Decay" | "eps1" | "eps2" | "d", number>> {
  readonly form: "torch" | "paper" | "optax";
}

const beta2Decay: ReadSpec<number> = {
  default: -0.8,
  read: (name, value) =>
    Number.isFinite(value) && (value as number) <= 0
      ? (value as number)
      : complain(name, "a finite number ≤ 0", value, RangeError),
};
const d: NumberSpec = { default: 1, min: 1 };

/** Of a vector one row. */
function linesFor(of: Shaped): readonly [rows: number, columns: number] {
  return of.shape.length === 1 ? [1, of.length] : matrixOf("Adafactor", of);
}

/** Divides the gradient by the roots of its mean squares; the root mean squares of that and of the parameter. */
function between(
  tensor: Tensor,
  { pp }: { readonly pp: number },
  { beta2Decay: decay, eps1, form }: Settings,
  t: number,
) {
  const { sides: kept, element, length } = tensor;
  const { rowVar, colVar, variance } = kept as Readonly<Record<"rowVar" | "colVar" | "variance", Float64Array>>;
  const isVector = rowVar.length === 0;
  const means = isVector ? variance : colVar;
  const own = form === "torch";
  const eps = eps1 || (own ? (element === 4 ? 2 ** -23 : 2 ** -52) : 1e-30);
  const lines = linesOf(tensor, "u");
  const { rows, columns, left, top } = lines;
  const squares = lines.squares();
  const gain = 1 / power(t, -decay);
  const keep = 1 - gain;
  const more = own ? 0 : eps;
  let sum = isVector ? 1 : 0;
  for (let i = 0; i < rowVar.length; i++) {
    rowVar[i] = keep * rowVar[i] + gain * (squares[i] / columns + more);
    sum += rowVar[i];
  }
  for (let j = 0; j < columns; j++) means[j] = keep * means[j] + gain * (squares[rows + j] / rows + more);
  const mean = own && !isVector ? Math.max(sum / rows, eps) : sum / rows;
  for (let i = 0; i < rows; i++) left[i] = Math.sqrt((isVector ? 1 : rowVar[i]) / mean);
  for (let j = 0; j < columns; j++) top[j] = Math.sqrt(means[j]);
  const uu = lines.divide(own ? eps : 0);
  return { update: Math.sqrt(uu / length), param: Math.sqrt(pp / length) };
}

/**
 * Adafactor, with little state: of a matrix the mean squares of rows and of columns stand for those of elements,
 * `r = β2·r + (1−β2)·mean(g²) by rows, c by columns; v = r·c/mean(r); u = g/√v; p −= α·u/max(1, RMS(u)/d) + lr·λp`, where 1−β2 =
 * t^beta2Decay and α = max(eps2, RMS(p))·min(lr, 1/√t). A vector keeps v itself.
 *
 * A parameter is a matrix by `shapes` or as rows of rows, else a vector. The defaults are PyTorch's, which has `eps: [eps1,
 * eps2]` and sees that √v is at least eps1. `form: "paper"` adds eps1 to each g²; `"optax"` does, and does not bound its rate
 * by 1/√t: Optax's `adafactor` with `min_dim_size_to_factor` 0, which makes β2 in float32 and does not multiply its decay by lr.
 *
 * Source: Shazeer & Stern 2018, arXiv 1804.04235, Algorithms 4 to 6; PyTorch 2.13; Optax 0.2.8. State: `rowVar` and `colVar`, a
 * number a row and a column, or `variance`, 4 bytes a float32 parameter, from 0; beside, 4 bytes a parameter to work in.
 *
 * @example new Adafactor({ lr: 0.01, shapes: { W: [256, 784] } })
 */
export class Adafactor<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Adafactor",
  kernels: phased(kernels, {
    sides: ["rowVar", "colVar", "variance"] as const,
    between,
    scalars: (
      { update, param }: Readonly<Record<"update" | "param", number>>,
      { lr, eps2, d: most, form }: Settings,
      t,
    ) => ({
      rate:
        (-Math.max(eps2, param) * (form === "optax" ? lr : Math.min(lr, 1 / Math.sqrt(t)))) /
        Math.max(1, update / most),
    }),
  }),
  beside: sides(
    (of) => {
      const [rowVar, colVar] = linesFor(of);
      return of.shape.length === 1 ? { rowVar: 0, colVar: 0, variance: of.length } : { rowVar, colVar, variance: 0 };
    },
    (of) => roomForLines(...linesFor(of), of.element),
  ),
  options: {
    /** The most that the relative rate is, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Power of t in 1 − β2, ≤ 0. Default −0.8. */
    beta2Decay,
    /** The least √v, or what is added to g². Default 0: that of the form, the type's epsilon (2⁻²³, 2⁻⁵²), or 1e-30. */
    eps1: positive(0),
    /** The least root mean square of a parameter. Default 0.001. */
    eps2: positive(0.001),
    /** The most that the root mean square of u may be, ≥ 1. Default 1. */
    d,
    /** Decoupled decay λ. Default 0. */
    weightDecay: positive(0),
    /** `"torch"` (default), `"paper"` or `"optax"`. */
    form: formOf("torch", "paper", "optax"),
  },
  scalars: () => ({}),
})<Model, Lr> {}

/** What `Adafactor` takes: options of its own, and those of every optimizer. */
export type AdafactorOptions = OptionsOf<typeof Adafactor>;
