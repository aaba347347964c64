import { rowOf } from "../harness/build.js";
import { mapOf, seededArrays } from "../harness/shapes.js";
import { zeroed } from "../library/candidates.js";
import type { Make, Name, Peer, Setting } from "./peer.js";

/** What is put in the place of options at a step; `left` is 1 − β₁ᵗ, `root` the root of 1 − β₂ᵗ. */
type Form = (o: Setting & Readonly<Record<"left" | "root", number>>) => Record<string, number>;

const MULTIPLIES = "multiplies by 1 − βᵗ where it must divide";
/** Everything that an optimizer of this name may turn out to be, as options of the catalog's textbook loop. */
const FORMS: Record<Name, Readonly<Record<string, Form>>> = {
  sgd: { sgd: () => ({}) },
  momentum: {
    momentum: () => ({}),
    "momentum with damped gradients": ({ lr, momentum }) => ({ lr: lr * (1 - momentum) }),
  },
  adam: {
    "algorithm 1": ({ lr, left, root, eps }) => ({ rate: (lr * root) / left, eps: eps * root }),
    "eps hat": ({ lr, left, root }) => ({ rate: (lr * root) / left }),
    "no bias correction": ({ lr }) => ({ rate: lr }),
    [MULTIPLIES]: ({ lr, left, root, eps }) => ({ rate: (lr * left) / root, eps: eps / root }),
  },
};

const STEPS = 10;
const TENSORS = mapOf(3, 100);
const SETTING: Setting = { lr: 0.1, momentum: 0.9, beta1: 0.9, beta2: 0.999, eps: 1e-7 };
/** Below this share, rounding explains it: 1 − β₂ᵗ in float32 makes 1e-5, the other place of epsilon 3e-4. */
const ROUNDING = 2e-5;

/**
 * Ten steps with gradients that change sign and range over three decades, against float64: the largest error as a
 * share of the largest distance that the rule moves a parameter, and what was found.
 */
export function check(peer: Peer, make: Make, name: Name): { readonly error: number; readonly finding: string } {
  const setting = { ...SETTING, ...peer.fixed };
  const start = seededArrays(TENSORS, 1);
  const steps = Array.from({ length: STEPS }, (_, k) => seededArrays(TENSORS, 2 + k).map((g) => g.map((x) => x ** 3)));
  const contestant = make(start, setting, name);
  contestant.enter?.();
  for (const grads of steps) {
    contestant.grads.forEach((place, k) => place.set(grads[k]));
    contestant.step();
  }
  const [found, begun] = [contestant.read(), start].map((tensors) => tensors.flatMap((values) => Array.from(values)));
  contestant.dispose?.();
  const errors = Object.entries(FORMS[name]).map(([form, options]) => {
    const wanted = textbook(name, setting, options, begun, steps);
    return { form, error: farthest(found, wanted) / farthest(wanted, begun) };
  });
  const declared = name === "adam" ? (peer.adam ?? "algorithm 1") : name;
  const error = errors.find(({ form }) => form === declared)?.error ?? Number.NaN;
  if (error < ROUNDING) return { error, finding: declared };
  const [nearest] = errors.toSorted((a, b) => a.error - b.error);
  const known = nearest.error < ROUNDING ? "it is" : `${nearest.error.toPrecision(2)} off, nearest is`;
  return { error, finding: `${declared}: wrong: ${known} "${nearest.form}"` };
}

/** The catalog's loop in float64, all tensors in one array. */
function textbook(name: Name, setting: Setting, form: Form, start: number[], steps: Float32Array[][]): number[] {
  const row = rowOf(name);
  const params = start.slice();
  const state = zeroed(row, params);
  steps.forEach((grads, k) => {
    const [left, root] = [1 - setting.beta1 ** (k + 1), Math.sqrt(1 - setting.beta2 ** (k + 1))];
    const options = { ...setting, ...form({ ...setting, left, root }) };
    row.textbook(
      options,
      params,
      grads.flatMap((values) => Array.from(values)),
      state,
    );
  });
  return params;
}

/** A NaN is farthest. */
function farthest(one: readonly number[], other: readonly number[]): number {
  const distances = one.map((value, i) => Math.abs(value - other[i]));
  return distances.reduce((most, away) => (away <= most ? most : away), 0);
}
