import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { load } from "./load.js";
import type { OptimizerName, Peer, Setting } from "./peer.js";

/** Optimizers in Rust behind wasm-bindgen, which copies parameters and gradients in, and parameters out, at every step. */
export async function ruvector(): Promise<Peer> {
  const library = await load<Ruvector>("@ruvector/attention-wasm");
  const module = new URL("ruvector_attention_wasm_bg.wasm", import.meta.resolve("@ruvector/attention-wasm"));
  library.initSync({ module: await readFile(fileURLToPath(module)) });
  return {
    optimizers: ["adam", "momentum", "sgd"],
    holds: "Float32Array, copied to wasm and back at each step",
    adam: "algorithm 1",
    fixed: { beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    remarks: ["betas and eps of its Adam cannot be set (fitted: .9, .999, 1e-8 or less)"],
    make(name, initial, setting) {
      const params = initial.map((values) => values.slice());
      const all = params.map(({ length }) => optimizers(library)[name](length, setting));
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

function optimizers(library: Ruvector): Record<OptimizerName, (count: number, setting: Setting) => Optimizer> {
  return {
    adam: (count, { lr }) => new library.WasmAdam(count, lr),
    momentum: (count, { lr, momentum }) => new library.WasmSGD(count, lr, momentum),
    sgd: (count, { lr }) => new library.WasmSGD(count, lr, 0),
  };
}

interface Ruvector {
  initSync(given: { module: Uint8Array }): unknown;
  readonly WasmAdam: new (count: number, lr: number) => Optimizer;
  readonly WasmSGD: new (count: number, lr: number, momentum: number) => Optimizer;
}

interface Optimizer {
  step(params: Float32Array, grads: Float32Array): void;
  free(): void;
}
