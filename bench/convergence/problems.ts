import { digits } from "./digits.js";
import { iris } from "./iris.js";
import type { Problem } from "./problem.js";
import { beale, himmelblau, rastrigin, rosenbrock, saddle, type Surface } from "./surfaces.js";

export const problems: readonly Problem[] = [rosenbrock, beale, himmelblau, rastrigin, saddle, iris, digits];

/** Those whose paths are drawn. */
export const drawn: readonly Surface[] = [rosenbrock, beale, himmelblau, saddle];
