// What the types of rules of one's own take and refuse, as in update.ts.
import { bias, defineOptimizer, oneOf, positive, share } from "optim-wasm/define";
import { testRule } from "optim-wasm/define/testing";
import { flat, W } from "./shapes.js";

const options = { lr: positive(0.001), beta1: share(0.9), mode: oneOf("slow", "fast") };

const Heavy = defineOptimizer({
  title: "Heavy",
  options,
  scalars: ({ lr, beta1, mode }, t) => ({ rate: mode === "slow" ? -lr : -2 * lr, keep: beta1 / bias(beta1, t) }),
  rule: `
    // b = 3, which is no statement
    let u = keep * m
    u += g
    m = u; v *= g
    const d = m - v
    return rate * d`,
  slots: { m: { initial: ({ lr }) => lr } },
});

// Options of one's own and of every optimizer, with schedules and groups.
const heavy = new Heavy({
  lr: 0.1,
  mode: "fast",
  beta1: (iteration) => iteration / 100,
  weightDecay: 0.1,
  backend: "js",
});
void new Heavy({ groups: [{ match: /b/, beta1: 0.5, lr: 0, maximize: true }] });
void new Heavy();
// @ts-expect-error: 'beta2' does not exist in type
void new Heavy({ beta2: 0.9 });
// @ts-expect-error: Type '"quick"' is not assignable to type
void new Heavy({ mode: "quick" });

// Its slots by name: what is assigned and not declared.
heavy.update(flat, flat);
export const kept: Float32Array | Float64Array = heavy.state.m.W;
// @ts-expect-error: Property 'u' does not exist on type
void heavy.state.u;
// @ts-expect-error: Property 'b' does not exist on type
void heavy.state.b;
export const rate: number = heavy.lr;

// A text that is known at run time alone keeps any names.
const text: string = "m = m + g\nreturn rate * m";
const Read = defineOptimizer({ title: "Read", options, scalars: ({ lr }) => ({ rate: -lr }), rule: text });
export const any: Record<string, Float32Array | Float64Array> | undefined = new Read().state.m;

// Scalars are of the options, numbers, and read in the text.
defineOptimizer({
  title: "Unread",
  options,
  // @ts-expect-error: keep is never read in the rule
  scalars: ({ lr, beta1 }) => ({ rate: -lr, keep: beta1 }),
  rule: "return rate * g",
});
defineOptimizer({
  title: "Unknown",
  options,
  // @ts-expect-error: Property 'beta2' does not exist on type
  scalars: ({ lr, beta2 }) => ({ rate: -lr * beta2 }),
  rule: "return rate * g",
});
defineOptimizer({
  title: "Rateless",
  // @ts-expect-error: Property 'lr' is missing in type
  options: { beta: share(0.9) },
  scalars: ({ beta }) => ({ beta }),
  rule: "return beta * g",
});
defineOptimizer({
  title: "Slotless",
  options,
  scalars: ({ lr }) => ({ rate: -lr }),
  rule: "m = m + g\nreturn rate * m",
  // @ts-expect-error: 'M' does not exist in type
  slots: { M: { initial: 1 } },
});

// What is carried.
defineOptimizer({
  title: "Carrying",
  options: { lr: positive(1) },
  carried: { sum: 0 },
  carry: ({ lr }, t, { sum }, next) => void (next.sum = sum + lr * t),
  scalars: ({ lr }, _t, { sum }) => ({ rate: -lr / sum }),
  rule: "return rate * g",
});

// What is read of each element.
const Masked = defineOptimizer({
  title: "Masked",
  options: { lr: positive(1) },
  scalars: ({ lr }) => ({ rate: -lr }),
  perElement: ["mask"],
  rule: "return rate * mask * g",
});
const masked = new Masked({ lr: 2 });
masked.update(flat, flat, { perElement: { mask: { W, b: 1, scale: 0 } }, gradScale: 2 });
void masked.state.mask.W;
// @ts-expect-error: 'msk' does not exist in type
masked.update(flat, flat, { perElement: { msk: flat } });
// @ts-expect-error: 'perElement' does not exist in type
heavy.update(flat, flat, { perElement: { mask: flat } });

// A reference has the class's options as they are at a step.
testRule(Heavy, (p, g, { m }, { lr, mode }, t) => {
  const all: number = mode === "fast" ? lr * t : 0;
  for (let i = 0; i < p.length; i++) p[i] -= all * (m[i] + g[i]);
});
testRule(Masked, (p, g, { mask }, { lr }) => void (p[0] -= lr * mask[0] * g[0]), { perElement: ["mask"], steps: 3 });
// @ts-expect-error: Property 'beta2' does not exist on type
testRule(Heavy, (p, _g, _s, { beta2 }) => void (p[0] = beta2));
