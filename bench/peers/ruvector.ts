import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { NAMES, load, type Arrays, type Peer } from "./peer.js";

type Optimizer = { step(params: Float32Array, grads: Float32Array): void; free(): void };

interface Ruvector {
  initSync(given: { module: Uint8Array }): unknown;
  readonly WasmAdam: new (count: number, lr: number) => Optimizer;
  readonly WasmSGD: new (count: number, lr: number, momentum: number) => Optimizer;
}

/** Optimizers in Rust behind wasm-bindgen, which copies parameters and gradients in, and parameters out, at every step. */
export async function ruvector(): Promise<Peer> {
  const { initSync, WasmAdam, WasmSGD } = await load<Ruvector>("@ruvector/attention-wasm");
  const module = new URL("ruvector_attention_wasm_bg.wasm", import.meta.resolve("@ruvector/attention-wasm"));
  initSync({ module: await readFile(fileURLToPath(module)) });
  return {
    optimizers: NAMES,
    fixed: { beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    remarks: "Float32Array, copied to wasm and back at each step; betas and eps of its Adam cannot be set (fitted: .9, .999, 1e-8 or less)",
    make(name, initial, { lr, momentum }) {
      const params = initial.map((values) => values.slice());
      const sgd = (count: number) => new WasmSGD(count, lr, name === "momentum" ? momentum : 0);
      const all = params.map(({ length }) => (name === "adam" ? new WasmAdam(length, lr) : sgd(length)));
      let grads: Arrays = [];
      return {
        feed: (given) => void (grads = given.map((values) => values.slice())),
        step() {
          for (let k = 0; k < all.length; k++) all[k].step(params[k], grads[k]);
        },
        read: () => params,
        dispose: () => all.forEach((optimizer) => optimizer.free()),
      };
    },
  };
}
