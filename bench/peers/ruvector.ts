import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { load, type Name, type Peer, type Setting } from "./peer.js";

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
  const optimizers: Record<Name, (count: number, setting: Setting) => Optimizer> = {
    adam: (count, { lr }) => new WasmAdam(count, lr),
    momentum: (count, { lr, momentum }) => new WasmSGD(count, lr, momentum),
    sgd: (count, { lr }) => new WasmSGD(count, lr, 0),
  };
  return {
    optimizers: ["adam", "momentum", "sgd"],
    adam: "algorithm 1",
    fixed: { beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    remarks:
      "Float32Array, copied to wasm and back at each step; betas and eps of its Adam cannot be set (fitted: .9, .999, 1e-8 or less)",
    make(name, initial, setting) {
      const params = initial.map((values) => values.slice());
      const all = params.map(({ length }) => optimizers[name](length, setting));
      let grads: readonly Float32Array[] = [];
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
