import { report } from "./report.mjs";

// recipe
import { add, matrix, multiply, random, subtract, transpose, zeros } from "mathjs";
import { Adam } from "optim-wasm";

const [X, Y, W] = [matrix(random([50, 20])), matrix(random([50, 5])), matrix(zeros([20, 5]))];
const optimizer = new Adam({ lr: 0.01 });

function step() {
  const gradient = multiply(transpose(X), subtract(multiply(X, W), Y)); // of Σ(XW − Y)²/2
  optimizer.update({ W: W.valueOf() }, { W: gradient.valueOf() }); // its own rows; toArray() would be a copy
}
for (let i = 0; i < 100; i++) step();
// end

// flat
const rows = (values) => Object.fromEntries(values.valueOf().map((row, k) => [`W.${k}`, row]));
// end
const flat = matrix(zeros([20, 5]));
const before = new Adam({ lr: 0.01 });
for (let i = 0; i < 100; i++) before.update(rows(flat), rows(multiply(transpose(X), subtract(multiply(X, flat), Y))));

let [P, m, v] = [0, 1, 2].map(() => matrix(zeros([20, 5])));
let t = 0;

function ownStep() {
  const g = multiply(transpose(X), subtract(multiply(X, P), Y));
  t++;
  m = add(multiply(m, 0.9), multiply(g, 0.1));
  v = add(
    multiply(v, 0.999),
    multiply(
      g.map((value) => value * value),
      0.001,
    ),
  );
  const rate = (0.01 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
  P = subtract(
    P,
    m.map((value, at) => (rate * value) / (Math.sqrt(v.get(at)) + 1e-7)),
  );
}
for (let i = 0; i < 100; i++) ownStep();

const own = "Adam in its matrices";
report({ name: "mathjs", own, recipe: W.valueOf(), flat: flat.valueOf(), other: P.valueOf(), most: 1e-9 });
export const client = { own, step, ownStep };
