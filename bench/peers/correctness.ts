import type { OptimizerName, Peer, Setting } from "./peer.js";
import { declaredRule, rules } from "./reference.js";
import { valuesOf, type Size } from "./sizes.js";

export interface Correctness {
  readonly optimizer: OptimizerName;
  readonly rule: string;
  /** The largest error after the steps, as a share of the largest distance that the rule moves a parameter. */
  readonly error: number;
  /** Empty where the rule is followed. */
  readonly finding: string;
}

const STEPS = 10;
const SIZE: Size = { label: "3×100", tensors: 3, length: 100 };
const SETTING: Setting = { lr: 0.1, momentum: 0.9, beta1: 0.9, beta2: 0.999, eps: 1e-7 };

/** Below this share, rounding explains it: that of 1 − β₂ᵗ in float32 makes 1e-5, the other place of epsilon 3e-4. */
const ROUNDING = 2e-5;

/** Ten steps with gradients that change sign and range over three decades, against float64. */
export function check(peer: Peer, optimizer: OptimizerName): Correctness {
  const setting = { ...SETTING, ...peer.fixed };
  const start = valuesOf(SIZE, 1);
  const grads = Array.from({ length: STEPS }, (_, k) => wide(valuesOf(SIZE, 2 + k)));
  const found = walked(peer, optimizer, setting, start, grads);
  const errors = Object.entries(rules[optimizer]).map(([name, rule]) => {
    const wanted = each(start, (p, tensor, i) => rule(p, grads.map((step) => step[tensor][i]), setting));
    return { name, error: share(found, wanted, start.flatMap((values) => Array.from(values))) };
  });
  const rule = declaredRule(optimizer, peer.adam);
  const error = errors.find(({ name }) => name === rule)?.error ?? Number.NaN;
  return { optimizer, rule, error: Number(error.toPrecision(2)), finding: error < ROUNDING ? "" : explain(errors) };
}

function walked(peer: Peer, optimizer: OptimizerName, setting: Setting, start: Float32Array[], grads: Float32Array[][]): number[] {
  const contestant = peer.make(optimizer, start, setting);
  contestant.enter?.();
  for (const step of grads) {
    contestant.feed(step);
    contestant.step();
  }
  const found = contestant.read().flatMap((values) => Array.from(values));
  contestant.dispose();
  return found;
}

/** Magnitudes of 0.1 to 1.1 become 0.001 to 1.331. */
function wide(grads: Float32Array[]): Float32Array[] {
  return grads.map((values) => values.map((g) => g ** 3));
}

function each(tensors: readonly Float32Array[], value: (p: number, tensor: number, i: number) => number): number[] {
  return tensors.flatMap((values, tensor) => Array.from(values, (p, i) => value(p, tensor, i)));
}

function share(found: readonly number[], wanted: readonly number[], start: readonly number[]): number {
  const largest = (values: number[]) => values.reduce((most, value) => (value <= most ? most : value), 0);
  const away = largest(found.map((p, i) => Math.abs(p - wanted[i])));
  return away / largest(wanted.map((p, i) => Math.abs(p - start[i])));
}

function explain(errors: readonly { name: string; error: number }[]): string {
  const nearest = errors.reduce((best, candidate) => (candidate.error < best.error ? candidate : best));
  return nearest.error < ROUNDING ? `wrong: it is "${nearest.name}"` : `wrong; nearest is "${nearest.name}", ${nearest.error.toPrecision(2)} off`;
}
