import { kernels } from "../kernels/adafactor.js";
import { divideByMeans, type Factoring } from "../matrices/factored.js";
import { roomForLines } from "../matrices/lines.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { formOf, positive, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { byLists } from "../phases/by-list.js";
import { matrixSides } from "../phases/matrix-sides.js";
import { atLeastOne, notAbove0 } from "./shared/bounds.js";
import { isVector, linesIn } from "./shared/lines.js";

/**
 * Adafactor, with little state: of a matrix the mean squares of rows and of columns stand for those of elements,
 * `r = β2·r + (1−β2)·mean(g²) by rows, c by columns; v = r·c/mean(r); u = g/√v; p −= α·u/max(1, RMS(u)/d) + lr·λp`, where 1−β2 =
 * t^beta2Decay and α = max(eps2, RMS(p))·min(lr, 1/√t). A vector keeps v itself.
 *
 * A parameter is a matrix by `shapes` or as a list of rows, else a vector. The defaults are PyTorch's, which has `eps: [eps1,
 * eps2]` and sees that √v is at least eps1. `form: "paper"` adds eps1 to each g²; `"optax"` does, and does not bound its rate
 * by 1/√t: Optax's `adafactor` with `min_dim_size_to_factor` 0, which makes β2 in float32 and does not multiply its decay by lr.
 *
 * Source: Shazeer & Stern 2018, arXiv 1804.04235, Algorithms 4 to 6; PyTorch 2.13; Optax 0.2.8. State: `rowVar` and `colVar`, a
 * number a row and a column, or `variance`, 4 bytes a float32 parameter, from 0; beside, 4 bytes a parameter to work in.
 *
 * @example new Adafactor({ lr: 0.01, shapes: { W: [2, 3] } })
 */
export class Adafactor<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Adafactor",
  kernels: byLists(
    phased(kernels, {
      sides: ["rowVar", "colVar", "variance"] as const,
      between: divideByMeans,
      scalars: (
        { update, param }: Readonly<Record<"update" | "param", number>>,
        { lr, eps2, d: most, form }: Factoring & Readonly<Record<"lr" | "eps2" | "d", number>>,
        t,
      ) => ({
        rate:
          (-Math.max(eps2, param) * (form === "optax" ? lr : Math.min(lr, 1 / Math.sqrt(t)))) /
          Math.max(1, update / most),
      }),
    }),
  ),
  beside: matrixSides(
    (of) => {
      const [rowVar, colVar] = linesIn("Adafactor", of);
      return isVector(of) ? { rowVar: 0, colVar: 0, variance: of.length } : { rowVar, colVar, variance: 0 };
    },
    (of) => roomForLines(...linesIn("Adafactor", of), of.element),
  ),
  options: {
    /** The most that the relative rate is, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Power of t in 1 − β2, ≤ 0. Default −0.8. */
    beta2Decay: notAbove0(-0.8),
    /** The least √v, or what is added to g². Default 0: that of the form, the type's epsilon (2⁻²³, 2⁻⁵²), or 1e-30. */
    eps1: positive(0),
    /** The least root mean square of a parameter. Default 0.001. */
    eps2: positive(0.001),
    /** The most that the root mean square of u may be, ≥ 1. Default 1. */
    d: atLeastOne(1),
    /** Decoupled decay λ. Default 0. */
    weightDecay: positive(0),
    /** `"torch"` (default), `"paper"` or `"optax"`. */
    form: formOf("torch", "paper", "optax"),
  },
  scalars: () => ({}),
})<Model, Lr> {}

/** What `Adafactor` takes: options of its own, and those of every optimizer. */
export type AdafactorOptions = OptionsOf<typeof Adafactor>;
