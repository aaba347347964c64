// Holds two gradients of a logistic regression against differences, one right and one with usual mistakes:
// npx tsx examples/gradients/main.ts
import { pathToFileURL } from "node:url";
import { checkGradient, numericalGradient, type GradientCheck } from "optim-wasm/fit";
import { normal, seeded } from "../random.js";

interface Weights {
  w: number[];
  b: number;
}

const COUNT = 25;
const L2 = 0.1;
const random = seeded(3);
const points = Array.from({ length: COUNT }, () => ({
  x: [normal(random), normal(random), normal(random)],
  label: random() < 0.5 ? 0 : 1,
}));

/** The mean cross entropy with L2/2 · |w|², and its gradient; a careless one forgets the mean, or the l2. */
export const loss =
  ({ forgetsMean = false, forgetsL2 = false } = {}) =>
  ({ w, b }: Weights): { value: number; grads: Weights } => {
    let value = w.reduce((sum, each) => sum + (L2 / 2) * each ** 2, 0);
    const grads = { w: w.map((each) => (forgetsL2 ? 0 : L2 * each)), b: 0 };
    for (const { x, label } of points) {
      const score = x.reduce((sum, each, i) => sum + each * w[i], b);
      value += (Math.log1p(Math.exp(score)) - label * score) / COUNT;
      const slope = (1 / (1 + Math.exp(-score)) - label) / (forgetsMean ? 1 : COUNT);
      x.forEach((each, i) => (grads.w[i] += slope * each));
      grads.b += slope;
    }
    return { value, grads };
  };

export function checkAll(log: ((text: string) => void) | false = console.log): GradientCheck[] {
  const weights: Weights = { w: [0.5, -1, 2], b: 0.3 };
  return [loss(), loss({ forgetsL2: true }), loss({ forgetsMean: true, forgetsL2: true })].map((objective, k) => {
    if (log) log(["\nthe right gradient", "\nwithout its l2", "\nwithout its mean and its l2"][k]);
    return checkGradient(objective, structuredClone(weights), { log });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  checkAll();
  console.log("\nby differences alone:", numericalGradient(loss(), { w: [0.5, -1, 2], b: 0.3 }));
}
