import { power } from "../arithmetic.js";
import type { Pass } from "../common-options.js";
import { normals } from "./normals.js";
import { passOf, readNumbers } from "./pass.js";
import type { Work } from "./runner.js";

/** How strong `noise` is. */
export interface NoiseOptions {
  /** Variance at the first step. Default 0.01. */
  eta?: number;
  /** How fast it falls: the variance of step t = 0, 1, … is eta / (1 + t)^gamma. Default 0.55. */
  gamma?: number;
  /** A whole number; every one gives other noise. Default 0. */
  seed?: number;
}

/**
 * Adds Gaussian noise to every gradient: of variance `eta / (1 + t)^gamma`, t the optimizer's `iterations`.
 *
 * The noise is a function of the seed, `iterations`, the parameter's name and the place in it: the same on every engine and
 * backend, and a training that goes on from a file goes on with it; a file or a snapshot of another seed is refused. Source: Neelakantan et al. 2015; `optax.add_noise`.
 * Throws a `TypeError` or `RangeError` for options out of range.
 *
 * @example new SGD({ passes: [noise({ eta: 0.01, gamma: 0.55, seed: 7 })] })
 */
/* @__NO_SIDE_EFFECTS__ */
export function noise(options: NoiseOptions = {}): Pass {
  const least = { expected: "a finite number ≥ 0", takes: (value: number) => value >= 0 && value < Infinity };
  const { eta, gamma, seed } = readNumbers("noise", options, {
    eta: { default: 0.01, ...least },
    gamma: { default: 0.55, ...least },
    seed: { default: 0, expected: "a whole number ≥ 0", takes: (value) => Number.isSafeInteger(value) && value >= 0 },
  });
  const work: Work = {
    grad(grad, { tensor, iteration }) {
      const deviation = Math.sqrt(eta / power(1 + iteration, gamma));
      const next = normals(`${seed} ${iteration} ${tensor.name}`);
      for (let i = 0; i < grad.length; i++) grad[i] += deviation * next();
    },
  };
  return passOf("noise", { eta, gamma, seed }, () => work);
}
