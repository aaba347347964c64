import { defaultDevice, init, numpy } from "@jax-js/jax";
import convnetjs from "convnetjs";
import { matrix, sparse } from "mathjs";
import { Matrix, MatrixTransposeView, SymmetricMatrix, wrap } from "ml-matrix";
import ndarray from "ndarray";
import { SGD } from "optim-wasm";

await init("wasm");
defaultDevice("wasm");
const square = ndarray(new Float64Array(4), [2, 2]);
const rows = [
  [1, 2],
  [3, 4],
];

const PART = "it is transposed or a part of another, pass the data of a copy in row order";
const VIEW = "pass new Matrix(it).data";
const told = [
  ["jax-js: an array", numpy.zeros([4]), "pass its dataSync()"],
  ["ml-matrix: a matrix", new Matrix(rows), "pass its data"],
  ["ml-matrix: a wrapped one", wrap(rows), "pass its data"],
  ["ml-matrix: a transposed view", new MatrixTransposeView(new Matrix(rows)), VIEW],
  ["ml-matrix: a symmetric one", new SymmetricMatrix(2), VIEW],
  ["ndarray: in row order", square, "pass its data"],
  ["ndarray: transposed", square.transpose(1, 0), PART],
  ["ndarray: a row", square.pick(0), PART],
  ["ndarray: a column", square.pick(null, 1), PART],
  ["ndarray: from the second row on", square.lo(1, 0), PART],
  ["ndarray: backwards", square.step(-1, 1), PART],
  ["ndarray: of one number", ndarray(new Float64Array(1), []), "pass its data"],
  ["mathjs: a matrix", matrix(rows), "pass its rows, valueOf(), or of a gradient toArray().flat()"],
  ["mathjs: a sparse one", sparse(rows), 'make it dense, matrix(it, "dense"), and pass its rows, valueOf()'],
  ["convnetjs: a Vol", new convnetjs.Vol(1, 1, 4, 0), "pass its w, and its dw as the gradient"],
];

for (const [what, value, remedy] of told) {
  const W = new Float64Array(4);
  for (const [label, params, grads] of [
    ["params", { W: value }, { W }],
    ["grads", { W }, { W: value }],
  ]) {
    const expected = `${label}["W"] must be a number, number[], Float32Array or Float64Array, got Object: ${remedy}`;
    const message = messageOf(() => new SGD().update(params, grads));
    if (message !== expected) throw new Error(`${what} was told: ${message}`);
  }
  const message = messageOf(() => new SGD().update(value, value));
  if (message !== `params must be an object of arrays, got Object: ${remedy}`) throw new Error(`${what}: ${message}`);
}
console.log(`${told.length} objects of other libraries are refused by their names, with the remedy`);

function messageOf(call) {
  try {
    call();
  } catch (error) {
    return error.message;
  }
  return "nothing";
}
