import { report } from "./report.mjs";

// recipe
import ndarray from "ndarray";
import gemm from "ndarray-gemm";
import ops from "ndarray-ops";
import { Adam } from "optim-wasm";

const of = (shape, data = new Float64Array(shape[0] * shape[1])) => ndarray(data, shape);
const [X, Y, error] = [of([100, 64]), of([100, 10]), of([100, 10])];
for (const values of [X, Y]) ops.random(values);

const optimizer = new Adam({ lr: 0.01 });
const { params, grads } = optimizer.allocate({ W: new Float64Array(64 * 10) });
const [W, gradient] = [of([64, 10], params.W), of([64, 10], grads.W)]; // in row order over the optimizer's memory

function step() {
  gemm(error, X, W);
  ops.subeq(error, Y);
  gemm(gradient, X.transpose(1, 0), error); // of Σ(XW − Y)²/2
  optimizer.update(params, grads);
}
for (let i = 0; i < 100; i++) step();
// end

// flat
const flat = of([64, 10]);
// end
const before = new Adam({ lr: 0.01 });
const [P, m, v, g, spare] = Array.from({ length: 5 }, () => of([64, 10]));
let t = 0;

function gradientAt(weights) {
  gemm(error, X, weights);
  ops.subeq(error, Y);
  gemm(g, X.transpose(1, 0), error);
}
for (let i = 0; i < 100; i++) {
  gradientAt(flat);
  before.update({ W: flat.data }, { W: g.data });
}

function ownStep() {
  gradientAt(P);
  t++;
  ops.mulseq(m, 0.9);
  ops.muls(spare, g, 0.1);
  ops.addeq(m, spare);
  ops.mulseq(v, 0.999);
  ops.muleq(g, g);
  ops.mulseq(g, 0.001);
  ops.addeq(v, g);
  ops.sqrt(spare, v);
  ops.addseq(spare, 1e-7);
  ops.div(spare, m, spare);
  ops.mulseq(spare, (0.01 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t));
  ops.subeq(P, spare);
}
for (let i = 0; i < 100; i++) ownStep();

const own = "Adam in ndarray-ops";
report({ name: "ndarray", own, recipe: W.data, flat: flat.data, other: P.data, most: 1e-9 });
export const client = { own, step, ownStep };
