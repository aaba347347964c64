import { report } from "./report.mjs";

// recipe
import { derivative } from "mathjs";
import { Adam } from "optim-wasm";

const params = { x: -1, y: 1 };
const slopes = Object.keys(params).map((name) => [name, derivative("(1 - x)^2 + 10 * (y - x^2)^2", name).compile()]);
const optimizer = new Adam({ lr: 0.02 });

function step() {
  const grads = Object.fromEntries(slopes.map(([name, slope]) => [name, slope.evaluate(params)]));
  optimizer.update(params, grads);
}
for (let i = 0; i < 1000; i++) step();
// end

const [p, m, v] = [
  { x: -1, y: 1 },
  { x: 0, y: 0 },
  { x: 0, y: 0 },
];
let t = 0;

function ownStep() {
  const grads = Object.fromEntries(slopes.map(([name, slope]) => [name, slope.evaluate(p)]));
  t++;
  const rate = (0.02 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
  for (const name of Object.keys(p)) {
    m[name] = 0.9 * m[name] + 0.1 * grads[name];
    v[name] = 0.999 * v[name] + 0.001 * grads[name] ** 2;
    p[name] -= (rate * m[name]) / (Math.sqrt(v[name]) + 1e-7);
  }
}
for (let i = 0; i < 1000; i++) ownStep();

const own = "Adam in a loop over numbers";
report({ name: "mathjs, symbolic", own, recipe: params, flat: params, other: p, most: 1e-9 });
if (Math.abs(params.x - 1) > 0.01) throw new Error(`not at the minimum: ${params.x}, ${params.y}`);
export const client = { own, step, ownStep };
