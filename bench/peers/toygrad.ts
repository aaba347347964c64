import { load } from "./load.js";
import type { OptimizerName, Peer, Setting } from "./peer.js";
import { still, type StillNetwork } from "./still-network.js";

export async function toygrad(): Promise<Peer> {
  const { Tensor, Trainers } = await load<Toygrad>("toygrad");
  return {
    optimizers: ["adam", "momentum", "sgd"],
    holds: "Float32Array",
    adam: "algorithm 1",
    remarks: ["its trainer zeroes the gradients: restoring them is in the time"],
    make(name, initial, setting) {
      const held = initial.map((values) => {
        const { w, dw } = new Tensor(1, 1, values.length, 0);
        w.set(values);
        return { params: w, grads: dw };
      });
      const { trainer, options } = trainers[name](setting);
      return still(held, (network) => new Trainers[trainer](network, options));
    },
  };
}

const trainers: Record<OptimizerName, (setting: Setting) => { trainer: "Adam" | "SGD"; options: Record<string, number> }> = {
  adam: ({ lr, beta1, beta2, eps }) => ({ trainer: "Adam", options: { learningRate: lr, beta1, beta2, eps } }),
  momentum: ({ lr, momentum }) => ({ trainer: "SGD", options: { learningRate: lr, momentum } }),
  sgd: ({ lr }) => ({ trainer: "SGD", options: { learningRate: lr, momentum: 0 } }),
};

interface Toygrad {
  readonly Tensor: new (sx: number, sy: number, sz: number, value: number) => { w: Float32Array; dw: Float32Array };
  readonly Trainers: Record<"Adam" | "SGD", new (network: StillNetwork, options: object) => { train(): unknown }>;
}
