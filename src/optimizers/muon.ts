import { kernels } from "../kernels/muon.js";
import { orthogonalizing, type Orthogonal } from "../matrices/newton-schulz.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, formOf, oneOf, positive, share, toggle, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { matrixOf } from "../phases/shapes.js";
import { byLists } from "../phases/by-list.js";
import { matrixSides } from "../phases/matrix-sides.js";
import { muonPhases, muonScalars } from "./shared/muon.js";
import { wholeFrom } from "./shared/bounds.js";
import { coefficients } from "./shared/polynomials.js";

/**
 * Muon, for matrices: the running mean m of g, or of the step that looks ahead, is brought near the nearest orthogonal
 * matrix O by a few iterations of a polynomial (Newton–Schulz): `m = μm + (1−μ)g; u = μm + (1−μ)g; O = NS(u/‖u‖);
 * p −= lr·(√max(1, rows/columns)·O + λp)`, without `nesterov` u = m.
 *
 * Every parameter needs its shape, by `shapes` or as a list of rows; vectors belong to another optimizer, by a `Partition`.
 * **A list of arrays of one length and type is the rows of one matrix, be it meant as so many layers**: give layers names of
 * their own, or each array's shape, `shapes: { "W.0": [2, 2], "W.1": [2, 2] }`.
 *
 * The defaults are those of PyTorch 2.13, which iterates in bfloat16, here in the type of the parameter: a step
 * differs by some hundredths of itself. `form: "optax"` divides the means by their bias, and takes matrices as inputs × outputs:
 * √max(1, columns/rows).
 *
 * Source: Jordan et al. 2024, kellerjordan.github.io/posts/muon; PyTorch 2.13; Optax 0.2.8. State: `m`, from 0, 4 bytes a
 * float32 parameter; with normalize `v`, one number a row; beside, 4 bytes a parameter and the largest matrix's room to work in.
 *
 * @example new Muon({ lr: 0.02, shapes: { W: [2, 3] } })
 */
export class Muon<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Muon",
  kernels(has, given) {
    requireUsed(has, given);
    return has("normalize")
      ? byLists(phased(kernels, { ...muonPhases, sides: ["v"] as const }))(has, given)
      : byLists(phased(kernels, muonPhases))(has, given);
  },
  beside: matrixSides(
    (of, { normalize }: Orthogonal) => {
      const [rows] = matrixOf("Muon", of);
      return (normalize ? { v: rows } : {}) as Readonly<Record<string, number>>;
    },
    (of) => orthogonalizing(...matrixOf("Muon", of), of.element),
  ),
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Decoupled decay λ. Default 0.1. */
    weightDecay: positive(0.1),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.95. */
    momentum: share(0.95),
    /** Whether the step looks ahead. Default true. */
    nesterov: toggle(true),
    /** The polynomial of each iteration, a, b and c. Default [3.4445, −4.775, 2.0315]. */
    nsCoefficients: coefficients(3.4445, -4.775, 2.0315),
    /** Iterations, below 100. Default 5. */
    nsSteps: wholeFrom(5, 1, 99),
    /** The least norm to divide by; added to it with `form: "optax"` and `polarExpress`. Default 1e-7. */
    eps: positive(1e-7),
    /** `"original"` (default): √max(1, rows/columns); `"matchRmsAdamw"`: 0.2·√max(rows, columns), so that AdamW's rates fit. */
    adjustLr: oneOf("original", "matchRmsAdamw"),
    /** Whether each iteration has a polynomial of its own, the best for it (Amsel et al. 2025, arXiv 2505.16932). Default false. */
    polarExpress: flag(false),
    /** Whether rows are divided by their running root mean square, NorMuon (Li et al. 2025, arXiv 2510.05491). Default false. */
    normalize: flag(false),
    /** With normalize: share of the mean square that each step keeps, in [0, 1). Default 0.95. */
    beta2: share(0.95),
    /** `"torch"` (default), or `"optax"`. */
    form: formOf("torch", "optax"),
  },
  scalars: muonScalars,
})<Model, Lr> {}

/** The default, as text. */
const JORDAN = "3.4445,-4.775,2.0315";

/** Throws a `TypeError` for options of which others make nothing. */
function requireUsed(has: (option: string) => boolean, { nsCoefficients }: Readonly<Record<string, unknown>>): void {
  // A file has the defaults too.
  if (has("polarExpress") && has("nsCoefficients") && String(nsCoefficients) !== JORDAN)
    throw new TypeError(
      "Muon takes polarExpress or nsCoefficients, not both: polarExpress has coefficients of its own",
    );
  if (has("beta2") && !has("normalize"))
    throw new TypeError("beta2 of Muon goes with normalize: true alone; momentum is the share of the mean gradient");
}

/** What `Muon` takes: options of its own, and those of every optimizer. */
export type MuonOptions = OptionsOf<typeof Muon>;
