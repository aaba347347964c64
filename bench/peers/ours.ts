import { catalog } from "../../test/catalog.js";
import type { OptimizerName, Peer, Setting } from "./peer.js";

export const OURS = "optim-wasm";

/** This library on allocated arrays. */
export const ours: Peer = {
  optimizers: ["adam", "momentum", "sgd"],
  holds: "Float32Array",
  adam: "eps hat",
  make(name, initial, setting) {
    const optimizer = rowOf(name).create(chosen(name, setting));
    const { params, grads } = optimizer.allocate(Object.fromEntries(initial.map((values, k) => [`W${k}`, values])));
    const places = Object.values(grads);
    return {
      feed: (given) => given.forEach((values, k) => places[k].set(values)),
      step: () => optimizer.update(params, grads),
      read: () => Object.values(params),
      dispose() {},
    };
  },
};

function rowOf(name: OptimizerName) {
  const row = catalog.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`the catalog has no ${name}`);
  return row;
}

/** The options that this optimizer has. */
function chosen(name: OptimizerName, setting: Setting): Record<string, number> {
  return Object.fromEntries(Object.entries(setting).filter(([option]) => option in rowOf(name).defaults));
}
