import { Adafactor, Muon, SM3, SOAP, type CommonOptions, type Optimizer } from "../../src/index.js";
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
  /** How far float32 may lead from a fixture, where that is not 1e-4. */
  readonly single?: number;
  /** State of which the fixture and we may have other signs. */
  readonly signs?: readonly string[];
  /** What is done after each step of a case, for what its source leaves open. */
  settle?(of: Case): (optimizer: Optimizer, step: number) => void;
}

/** All optimizers of matrices: tests of every optimizer give parameters that are none. */
export const matrices: readonly MatrixRow[] = [
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
  {
    name: "sm3",
    create: (options) => new SM3(options),
    variants: [{ momentum: 0 }, { eps: 1e-3 }],
    vectors: true,
  },
  {
    name: "soap",
    create: (options) => new SOAP(options),
    variants: [{ preconditionEvery: 1 }, { preconditionEvery: 3, shampooBeta: 0.5, beta1: 0.5 }],
    vectors: true,
    settle:
      ({ after }) =>
      ({ state }, step) => {
        if (step > 1) return;
        // Those of equal eigenvalues, as the source found them.
        for (const side of ["left", "right"])
          for (const [name, basis] of Object.entries(after[1].state[side])) state[side][name].set(basis as number[]);
      },
    // Of eigenvalues 1e-7 times the largest, float32 knows no direction: two of its bases differ there.
    single: 5e-3,
    signs: ["m", "left", "right"],
  },
];
