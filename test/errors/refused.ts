import type { Values } from "../support.js";

/** What must be refused, after one good update of `{ W: Float32Array(3), b: [1, 2] }`. */
export const refused: { title: string; params: unknown; grads: unknown; error: typeof TypeError; message: string }[] = [
  {
    title: "no params",
    params: null,
    grads: {},
    error: TypeError,
    message: "params must be an object of arrays, got null",
  },
  {
    title: "no parameters",
    params: {},
    grads: {},
    error: TypeError,
    message: "params has no parameters: only own enumerable fields count",
  },
  {
    title: "no grads",
    params: { W: [1] },
    grads: undefined,
    error: TypeError,
    message: "grads must be an object of arrays, got undefined",
  },
  {
    title: "an array as params",
    params: [1],
    grads: { 0: 1 },
    error: TypeError,
    message: "params must be an object of arrays, got Array",
  },
  {
    title: "a Map as params",
    params: new Map(),
    grads: {},
    error: TypeError,
    message: "params must be an object of arrays, got Map: pass Object.fromEntries(it)",
  },
  {
    title: "a typed array as grads",
    params: { W: [1] },
    grads: new Float32Array(1),
    error: TypeError,
    message: "grads must be an object of arrays, got Float32Array",
  },
  {
    title: "an unsupported array type",
    params: { c: new Int32Array(2) },
    grads: { c: [1, 2] },
    error: TypeError,
    message: 'params["c"] must be a number, number[], Float32Array or Float64Array, got Int32Array',
  },
  {
    title: "an unsupported gradient type",
    params: { c: [1, 2] },
    grads: { c: "12" },
    error: TypeError,
    message: 'grads["c"] must be a number, number[], Float32Array or Float64Array, got "12"',
  },
  {
    title: "something else than a number in an array",
    params: { c: [1, undefined] },
    grads: { c: [1, 2] },
    error: TypeError,
    message: 'params["c"][1] must be a number, got undefined',
  },
  {
    title: "a bigint in a gradient",
    params: { c: [1, 2] },
    grads: { c: [1, 2n] },
    error: TypeError,
    message: 'grads["c"][1] must be a number, got 2n',
  },
  {
    title: "a missing gradient",
    params: { b: [1, 2], W: new Float32Array(3) },
    grads: { b: [1, 1] },
    error: TypeError,
    message: 'grads["W"] is missing',
  },
  {
    title: "a gradient that only the prototype has",
    params: { toString: [1] },
    grads: {},
    error: TypeError,
    message: 'grads["toString"] is missing',
  },
  {
    title: "a gradient of another length",
    params: { b: [1, 2], W: new Float32Array(3) },
    grads: { b: [1, 1], W: new Float32Array(4) },
    error: RangeError,
    message: 'grads["W"] has 4 elements, params["W"] has 3',
  },
  {
    title: "a number where an array is expected",
    params: { W: new Float32Array(3) },
    grads: { W: 1 },
    error: RangeError,
    message: 'grads["W"] has 1 element, params["W"] has 3',
  },
  {
    title: "another length than the state's",
    params: { W: new Float32Array(4) },
    grads: { W: new Float32Array(4) },
    error: RangeError,
    message: 'params["W"] has 4 elements, its state has 3',
  },
  {
    title: "another element type than the state's",
    params: { W: new Float64Array(3) },
    grads: { W: new Float64Array(3) },
    error: TypeError,
    message: 'params["W"] is float64, its state is float32',
  },
  {
    title: "one array under two names",
    ...twice([1, 2]),
    error: TypeError,
    message: 'params["c"] and params["d"] overlap',
  },
  {
    title: "one typed array under two names",
    ...twice(new Float64Array(2)),
    error: TypeError,
    message: 'params["c"] and params["d"] overlap',
  },
  { title: "views that overlap", ...overlapping(), error: TypeError, message: 'params["c"] and params["d"] overlap' },
  {
    title: "a frozen array",
    params: { b: [1, 2], c: Object.freeze([1, 2]) },
    grads: { b: [1, 1], c: [1, 1] },
    error: TypeError,
    message: 'params["c"] is read-only',
  },
  {
    title: "a number on a frozen object",
    params: Object.freeze({ x: 1 }),
    grads: { x: 1 },
    error: TypeError,
    message: 'params["x"] is read-only',
  },
];

function twice(array: Values) {
  return { params: { c: array, d: array }, grads: { c: [1, 1], d: [1, 1] } };
}

function overlapping() {
  const all = new Float32Array(5);
  return { params: { c: all.subarray(0, 3), d: all.subarray(2, 5) }, grads: { c: [1, 1, 1], d: [1, 1, 1] } };
}
