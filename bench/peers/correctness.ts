import { mapOf, seededMap } from "../harness/shapes.js";
import type { Name, Peer, Setting } from "./peer.js";

/** One number's moves under a sequence of gradients, in float64. */
type Rule = (start: number, grads: readonly number[], setting: Setting) => number;
type Moments = Readonly<Record<"m" | "v" | "left1" | "left2" | "eps", number>>;

/** Everything an optimizer of this name may turn out to be; the declared rule is one of the first two. */
const rules: Record<Name, Readonly<Record<string, Rule>>> = {
  sgd: { sgd: (start, grads, { lr }) => grads.reduce((p, g) => p - lr * g, start) },
  momentum: {
    momentum: moving((v, g, { momentum, lr }) => momentum * v - lr * g),
    "momentum with damped gradients": moving((v, g, { momentum, lr }) => momentum * v - (1 - momentum) * lr * g),
  },
  adam: {
    "algorithm 1": adam(({ m, v, left1, left2, eps }) => m / left1 / (Math.sqrt(v / left2) + eps)),
    "eps hat": adam(({ m, v, left1, left2, eps }) => ((Math.sqrt(left2) / left1) * m) / (Math.sqrt(v) + eps)),
    "no bias correction": adam(({ m, v, eps }) => m / (Math.sqrt(v) + eps)),
    "multiplies by 1 − βᵗ where it must divide": adam(({ m, v, left1, left2, eps }) => (m * left1) / (Math.sqrt(v * left2) + eps)),
  },
};

function moving(next: (v: number, g: number, setting: Setting) => number): Rule {
  return (start, grads, setting) => {
    let [p, v] = [start, 0];
    for (const g of grads) p += v = next(v, g, setting);
    return p;
  };
}

/** Kingma & Ba's moments, `left` being 1 − βᵗ, and what is made of them. */
function adam(direction: (moments: Moments) => number): Rule {
  return (start, grads, { lr, beta1, beta2, eps }) => {
    let [p, m, v] = [start, 0, 0];
    grads.forEach((g, k) => {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      p -= lr * direction({ m, v, left1: 1 - beta1 ** (k + 1), left2: 1 - beta2 ** (k + 1), eps });
    });
    return p;
  };
}

const STEPS = 10;
const SETTING: Setting = { lr: 0.1, momentum: 0.9, beta1: 0.9, beta2: 0.999, eps: 1e-7 };
/** Below this share, rounding explains it: that of 1 − β₂ᵗ in float32 makes 1e-5, the other place of epsilon 3e-4. */
const ROUNDING = 2e-5;

/**
 * Ten steps with gradients that change sign and range over three decades, against float64: the largest error as a share of
 * the largest distance that the rule moves a parameter, and what was found.
 */
export function check(peer: Peer, optimizer: Name): { readonly error: number; readonly finding: string } {
  const setting = { ...SETTING, ...peer.fixed };
  const values = (seed: number) => Object.values(seededMap(mapOf(3, 100), seed)) as Float32Array[];
  const start = values(1);
  const grads = Array.from({ length: STEPS }, (_, k) => values(2 + k).map((tensor) => tensor.map((g) => g ** 3)));
  const contestant = peer.make(optimizer, start, setting);
  contestant.enter?.();
  for (const step of grads) {
    contestant.feed(step);
    contestant.step();
  }
  const found = contestant.read().flatMap((tensor) => Array.from(tensor));
  contestant.dispose?.();
  const begun = start.flatMap((tensor) => Array.from(tensor));
  const given = begun.map((_, i) => grads.map((step) => step[Math.floor(i / 100)][i % 100]));
  // A NaN is farthest.
  const farther = (most: number, away: number) => (away <= most ? most : away);
  const farthest = (one: readonly number[], other: readonly number[]) => one.map((p, i) => Math.abs(p - other[i])).reduce(farther, 0);
  const errors = Object.entries(rules[optimizer]).map(([name, rule]) => {
    const wanted = begun.map((p, i) => rule(p, given[i], setting));
    return { name, error: farthest(found, wanted) / farthest(wanted, begun) };
  });
  const declared = optimizer === "adam" ? (peer.adam ?? "algorithm 1") : optimizer;
  const error = errors.find(({ name }) => name === declared)?.error ?? Number.NaN;
  const nearest = errors.toSorted((a, b) => a.error - b.error)[0];
  const off = `wrong; nearest is "${nearest.name}", ${nearest.error.toPrecision(2)} off`;
  const wrong = nearest.error < ROUNDING ? `wrong: it is "${nearest.name}"` : off;
  return { error: Number(error.toPrecision(2)), finding: error < ROUNDING ? declared : `${declared}: ${wrong}` };
}
