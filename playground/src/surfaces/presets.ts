import type { Options } from "../optimizers.js";

export type Range = readonly [from: number, to: number];

/** A surface to choose: its formula, what is shown of it, and where paths begin. */
export interface Preset {
  readonly id: string;
  readonly formula: string;
  readonly x: Range;
  readonly y: Range;
  readonly start: readonly [number, number];
  readonly steps: number;
  /** Whose rates of docs/convergence.md suit it. */
  readonly problem: string;
}

export const presets: readonly Preset[] = [
  {
    id: "canyon",
    formula: "x^2/20 + y^2",
    x: [-8, 2.5],
    y: [-2.6, 2.6],
    start: [-7, 2],
    steps: 40,
    problem: "Himmelblau",
  },
  {
    id: "saddle",
    formula: "x^2 - y^2 + y^4/4",
    x: [-2.4, 2.4],
    y: [-1.9, 1.9],
    start: [-1.51234, 0.00123],
    steps: 300,
    problem: "Saddle",
  },
  {
    id: "beale",
    formula: "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    x: [-0.4, 4.1],
    y: [-1.8, 1.7],
    start: [1.01234, 0.98765],
    steps: 300,
    problem: "Beale",
  },
  {
    id: "rosenbrock",
    formula: "(1 - x)^2 + 100*(y - x^2)^2",
    x: [-1.8, 1.8],
    y: [-0.8, 2],
    start: [-1.23457, 0.98765],
    steps: 1000,
    problem: "Rosenbrock",
  },
  {
    id: "himmelblau",
    formula: "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    x: [-5, 5],
    y: [-4.4, 4.4],
    start: [0.01234, -0.04321],
    steps: 300,
    problem: "Himmelblau",
  },
  {
    id: "rastrigin",
    formula: "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
    x: [-4.4, 4.4],
    y: [-3.4, 3.4],
    start: [3.41421, 2.61803],
    steps: 300,
    problem: "Rastrigin",
  },
];

/** The id of a surface whose formula is the visitor's. */
export const OWN = "own";

export function presetOf(id: string): Preset | undefined {
  return presets.find((preset) => preset.id === id);
}

/** An optimizer on a surface, with the options that are not the class's own defaults. */
export interface Choice {
  readonly title: string;
  readonly options: Options;
}

/** A picture of the notes: a surface and who runs on it. */
export interface Scene {
  readonly id: string;
  readonly surface: string;
  readonly steps: number;
  readonly choices: readonly Choice[];
}

const SIX: readonly Choice[] = [
  at("SGD", 0.95),
  at("Momentum", 0.1),
  at("Nesterov", 0.1),
  at("AdaGrad", 1.5),
  at("RMSProp", 0.1),
  at("Adam", 0.3),
];
const FOUR = ["SGD", "Momentum", "AdaGrad", "Adam"];

export const scenes: readonly Scene[] = [
  { id: "four", surface: "canyon", steps: 30, choices: SIX.filter(({ title }) => FOUR.includes(title)) },
  { id: "six", surface: "canyon", steps: 40, choices: SIX },
  {
    id: "slip",
    surface: "canyon",
    steps: 40,
    choices: [at("Nesterov", 0.45), { title: "Nesterov", options: { lr: 0.45, form: "literal" } }],
  },
];

function at(title: string, lr: number): Choice {
  return { title, options: { lr } };
}
