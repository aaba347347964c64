import { catalog } from "../../test/catalog.js";
import { copied } from "../isolate.js";
import type { Maps } from "./task.js";

export type Contender = "wasm" | "js backend" | "js by hand";

export const CONTENDERS: readonly Contender[] = ["wasm", "js backend", "js by hand"];

/** Weights, gradients, and one step over all of them. */
export interface Learner {
  readonly params: Maps;
  readonly grads: Maps;
  readonly update: () => void;
}

const row = catalog.find(({ name }) => name === "adam") ?? catalog[0];

export function learner(contender: Contender, initial: Record<string, Float32Array>, lr: number): Learner {
  return contender === "js by hand" ? written(initial, lr) : library(contender === "wasm" ? "wasm" : "js", initial, lr);
}

function library(backend: "wasm" | "js", initial: Record<string, Float32Array>, lr: number): Learner {
  const optimizer = row.create({ backend, lr });
  const { params, grads } = optimizer.allocate(initial);
  return { params: params as Maps, grads: grads as Maps, update: () => optimizer.update(params, grads) };
}

/** The catalog's hoisted loop over each array, with what it needs once per step. */
function written(params: Record<string, Float32Array>, lr: number): Learner {
  const grads = zeros(params);
  const options = { ...row.defaults, lr, t: 0 };
  const loop = copied(row.hoisted);
  const tensors = Object.entries(params).map(([name, values]) => ({
    values,
    grad: grads[name],
    state: Object.fromEntries(row.slots.map((slot) => [slot, new Float32Array(values.length)])),
  }));
  return {
    params,
    grads,
    update() {
      options.t++;
      row.perUpdate(options);
      for (const { values, grad, state } of tensors) loop(options, values, grad, state);
    },
  };
}

function zeros(params: Maps): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(params).map(([name, { length }]) => [name, new Float32Array(length)]));
}
