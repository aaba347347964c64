import { kernels } from "../kernels/sm3.js";
import { divideByCover } from "../matrices/covered.js";
import { roomForLines } from "../matrices/lines.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { byLists } from "../phases/by-list.js";
import { matrixSides } from "../phases/matrix-sides.js";
import { isVector, linesIn } from "./shared/lines.js";

/**
 * SM3, with little state: AdaGrad's sum of squares of an element is at most the lesser of its row's and its column's, which is
 * all that is kept: `v = min(r, c) + g²; r = max(v) by rows, c by columns; m = βm + (1−β)·g/√(v + eps); p −= lr·m`. Of a vector v
 * itself is kept.
 *
 * A parameter is a matrix by `shapes` or as a list of rows, else a vector. Optax has no default rate; PyTorch and Keras have no SM3.
 *
 * Source: Anil et al. 2019, arXiv 1901.11150, SM3-II; Optax 0.2.8. State: `m`, from 0, 4 bytes a float32 parameter, `rows` and
 * `columns`, a number a row and a column, from 0, of a vector as many `rows` as elements; beside, 4 bytes a parameter to work in.
 *
 * @example new SM3({ lr: 0.1, shapes: { W: [2, 3] } })
 */
export class SM3<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "SM3",
  kernels: byLists(
    phased(kernels, {
      sides: ["rows", "columns"] as const,
      between: divideByCover,
      scalars: (_, { lr, momentum }: Readonly<Record<"lr" | "momentum" | "eps", number>>) => ({
        keep: momentum,
        gain: 1 - momentum,
        rate: -lr,
      }),
    }),
  ),
  beside: matrixSides(
    (of) => {
      const [rows, columns] = linesIn("SM3", of);
      return isVector(of) ? { rows: of.length, columns: 0 } : { rows, columns };
    },
    (of) => roomForLines(...linesIn("SM3", of), of.element),
  ),
  options: {
    /** Learning rate, or a schedule of it. Default 0.1. */
    lr: positive(0.1),
    /** Share of the mean step that each step keeps, in [0, 1). Default 0.9. */
    momentum: share(0.9),
    /** Added to v, within the root. Default 1e-8. */
    eps: positive(1e-8),
  },
  scalars: () => ({}),
})<Model, Lr> {}

/** What `SM3` takes: options of its own, and those of every optimizer. */
export type SM3Options = OptionsOf<typeof SM3>;
