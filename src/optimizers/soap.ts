import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/soap.js";
import { squareOf, stepInBasis, workInBasis, type InBasis } from "../matrices/eigenbasis.js";
import { complain } from "../options/messages.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter, type ReadSpec } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { byLists } from "../phases/by-list.js";
import { matrixSides } from "../phases/matrix-sides.js";
import { isVector, linesIn } from "./shared/lines.js";
import { wholeFrom } from "./shared/bounds.js";

type Settings = InBasis & Readonly<Record<"lr" | "weightDecay", number>>;

const shampooBeta: ReadSpec<number> = {
  default: -1,
  read(name, value) {
    const given = value as number;
    if (given === -1 || (Number.isFinite(value) && given >= 0 && given < 1)) return given;
    return complain(name, "a number in [0, 1), or -1 for beta2", value, RangeError);
  },
};

/**
 * SOAP: Adam in the basis of the eigenvectors Q of Shampoo's matrices, L = mean(g·gᵀ) and R = mean(gᵀ·g): `g' = Qₗᵀ·g·Qᵣ; m = β1·m +
 * (1−β1)·g'; v = β2·v + (1−β2)·g'²; p −= lr·√c2/c1 · Qₗ·(m/(√v + eps))·Qᵣᵀ; p −= lr·λp`. The first step only makes the bases, and moves
 * nothing; each `preconditionEvery` steps they are brought after the matrices by a power iteration.
 *
 * A parameter is a matrix by `shapes` or as a list of rows; a vector gets Adam, without its first step. A side of more than 10,000
 * has no basis. Bases are made and renewed in JavaScript: of a side of 784 some seconds at first, then one or two.
 *
 * Source: Vyas et al. 2024, arXiv 2409.11321, and the code of its authors. State: `m` and `v` in the bases, 8 bytes a float32
 * parameter, `leftGram` and `left`, `rightGram` and `right`, twice the squares of rows and of columns; beside, three times the
 * largest parameter's bytes and a square to work in.
 *
 * @example new SOAP({ lr: 0.003, shapes: { W: [2, 3] } })
 */
export class SOAP<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "SOAP",
  kernels: byLists(
    phased(kernels, {
      sides: ["m", "v", "leftGram", "rightGram", "left", "right"] as const,
      between: stepInBasis,
      decoupled: "all",
      rate: rateOf,
      scalars(_, { lr, beta1, beta2, weightDecay }: Settings, t) {
        if (t === 1) return { rate: 0, decay: 0 };
        const decay = lr * weightDecay;
        const size = (lr * Math.sqrt(biasCorrection(beta2, t - 1))) / biasCorrection(beta1, t - 1);
        // What has moved decays.
        return { rate: -size * (1 - decay), decay };
      },
    }),
  ),
  beside: matrixSides(
    (of) => {
      const [rows, columns] = linesIn("SOAP", of);
      const [left, right] = isVector(of) ? [0, 0] : [squareOf(rows), squareOf(columns)];
      return { m: of.length, v: of.length, leftGram: left, rightGram: right, left, right };
    },
    (of) => workInBasis(...linesIn("SOAP", of), of.element),
  ),
  options: {
    /** Learning rate, or a schedule of it. Default 0.003. */
    lr: positive(0.003),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.95. */
    beta1: share(0.95),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.95. */
    beta2: share(0.95),
    /** Share of L and R that each step keeps, in [0, 1), no schedule. Default −1: beta2. */
    shampooBeta,
    /** Added to the root. Default 1e-8. */
    eps: positive(1e-8),
    /** Decoupled decay λ, after the step. Default 0.01. */
    weightDecay: positive(0.01),
    /** Steps from one renewal of the bases to the next, a whole number ≥ 1. Default 10. */
    preconditionEvery: wholeFrom(10, 1),
  },
  scalars: () => ({}),
})<Model, Lr> {}

/** The first step moves nothing. */
function rateOf({ lr }: Settings, t: number): number {
  return t === 1 ? 0 : lr;
}

/** What `SOAP` takes: options of its own, and those of every optimizer. */
export type SOAPOptions = OptionsOf<typeof SOAP>;
