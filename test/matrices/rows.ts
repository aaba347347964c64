import { Adafactor, Muon, SM3, type CommonOptions, type Optimizer } from "../../src/index.js";
import type { Case } from "../oracle.js";

/** What tests know of an optimizer of matrices. */
export interface MatrixRow {
  /** Its file and its fixture. */
  readonly name: string;
  readonly create: (options?: CommonOptions & Record<string, unknown>) => Optimizer;
  /** Options that change the arithmetic. */
  readonly variants: readonly Record<string, unknown>[];
  /** Whether it takes vectors too. */
  readonly vectors: boolean;
  /** State that has no counterpart in the fixture that is the same to the sign. */
  readonly apart?: readonly string[];
  /** What is done after each step of a case, for what its source leaves open. */
  settle?(of: Case): (optimizer: Optimizer, step: number) => void;
}

export const rows: readonly MatrixRow[] = [
  {
    name: "muon",
    create: (options) => new Muon(options),
    variants: [
      { form: "optax" },
      { polarExpress: true, nsSteps: 4 },
      { normalize: true, adjustLr: "matchRmsAdamw" },
      { nesterov: false },
    ],
    vectors: false,
  },
  {
    name: "adafactor",
    create: (options) => new Adafactor(options),
    variants: [{ form: "paper" }, { form: "optax", d: 2 }, { eps1: 1e-3, eps2: 0.5, beta2Decay: -0.5 }],
    vectors: true,
  },
  { name: "sm3", create: (options) => new SM3(options), variants: [{ momentum: 0 }, { eps: 1e-3 }], vectors: true },
];
