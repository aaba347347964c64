import { catalog, type Row } from "../../test/catalog.js";
import type { Course, Problem } from "./problem.js";

/** One optimizer on one problem at one rate. */
export interface Descent {
  readonly rate: number;
  /** Above the least value where that is known, else as it is; NaN where it went out of bounds. */
  readonly value: number;
  /** The steps made: fewer than the problem has if the minimum was reached before. */
  readonly steps: number;
  /** The first array of parameters after each step, the start first. */
  readonly path: readonly number[][];
}

/** Half decades. */
export const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
/** So near to the least value is there. */
export const REACHED = 1e-12;

/** One per class, in the order of the catalog. */
export const contestants: readonly Row[] = catalog.filter(({ of }) => of === undefined);

export function titleOf({ create }: Row): string {
  return create().constructor.name;
}

/** The descent that came lowest; of those that reached the minimum the shortest. */
export function best(problem: Problem, { create }: Row): Descent {
  return RATES.map((rate) => descend(problem, create, rate)).reduce((a, b) => (before(b, a) ? b : a));
}

export function before(a: Descent, b: Descent): boolean {
  if (Number.isNaN(a.value) || Number.isNaN(b.value)) return !Number.isNaN(a.value);
  if (a.value < REACHED && b.value < REACHED) return a.steps < b.steps;
  return a.value < b.value;
}

function descend(problem: Problem, create: Row["create"], rate: number): Descent {
  const { steps, least } = problem;
  const course = problem.begin();
  const optimizer = create({ lr: rate });
  const [first] = Object.values(course.params);
  const path = [[...first]];
  const watched = least !== undefined;
  for (let step = 1; step <= steps; step++) {
    if (!Number.isFinite(course.slope(step - 1))) return { rate, value: Number.NaN, steps: step - 1, path };
    optimizer.update(course.params, course.grads);
    if (!watched && step < steps) continue;
    const value = evaluated(optimizer, course, () => {
      if (watched) path.push([...first]);
      return course.value() - (least ?? 0);
    });
    if ((watched && value < REACHED) || step === steps) return { rate, value, steps: step, path };
  }
  throw new RangeError(`${problem.name} must have steps, got ${steps}`);
}

/** Looks where the optimizer wants to be looked at: some have an average in the place of the parameters then. */
function evaluated<Result>(optimizer: object, { params }: Course, look: () => Result): Result {
  if (!averages(optimizer)) return look();
  optimizer.eval(params);
  const result = look();
  optimizer.train(params);
  return result;
}

interface Averaging {
  eval(params: Course["params"]): void;
  train(params: Course["params"]): void;
}

function averages(optimizer: object): optimizer is Averaging {
  return "eval" in optimizer && "train" in optimizer;
}
