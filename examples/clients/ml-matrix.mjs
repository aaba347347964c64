import { report } from "./report.mjs";

// recipe
import { Matrix } from "ml-matrix";
import { Adam } from "optim-wasm";

const [X, Y, W] = [Matrix.random(100, 64), Matrix.random(100, 10), Matrix.zeros(64, 10)];
const optimizer = new Adam({ lr: 0.01 });

function step() {
  const gradient = X.transpose().mmul(X.mmul(W).sub(Y)); // of Σ(XW − Y)²/2
  optimizer.update({ W: W.data }, { W: gradient.data }); // rows, which change in place
}
for (let i = 0; i < 100; i++) step();
// end

// flat
const rows = ({ data }) => Object.fromEntries(data.map((row, k) => [`W.${k}`, row]));
// end
const flat = Matrix.zeros(64, 10);
const before = new Adam({ lr: 0.01 });
for (let i = 0; i < 100; i++) before.update(rows(flat), rows(X.transpose().mmul(X.mmul(flat).sub(Y))));

const [P, m, v] = [0, 1, 2].map(() => Matrix.zeros(64, 10));
let t = 0;

function ownStep() {
  const g = X.transpose().mmul(X.mmul(P).sub(Y));
  t++;
  m.mul(0.9).add(Matrix.mul(g, 0.1));
  v.mul(0.999).add(g.mul(g).mul(0.001));
  const rate = (0.01 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
  P.sub(Matrix.mul(m, rate).div(Matrix.sqrt(v).add(1e-7)));
}
for (let i = 0; i < 100; i++) ownStep();

const own = "Adam in its matrices";
report({ name: "ml-matrix", own, recipe: W.data, flat: flat.data, other: P.data, most: 1e-9 });
export const client = { own, step, ownStep };
