import { load, still, type Name, type Peer, type Setting, type StillNetwork } from "./peer.js";

interface Toygrad {
  readonly Tensor: new (sx: number, sy: number, sz: number, value: number) => { w: Float32Array; dw: Float32Array };
  readonly Trainers: Record<"Adam" | "SGD", new (network: StillNetwork, options: object) => { train(): unknown }>;
}

const options: Record<Name, (setting: Setting) => object> = {
  adam: ({ lr, beta1, beta2, eps }) => ({ learningRate: lr, beta1, beta2, eps }),
  momentum: ({ lr, momentum }) => ({ learningRate: lr, momentum }),
  sgd: ({ lr }) => ({ learningRate: lr, momentum: 0 }),
};

export async function toygrad(): Promise<Peer> {
  const { Tensor, Trainers } = await load<Toygrad>("toygrad");
  return {
    optimizers: ["adam", "momentum", "sgd"],
    adam: "algorithm 1",
    remarks: "Float32Array; its trainer zeroes the gradients: restoring them is in the time",
    make(name, initial, setting) {
      const held = initial.map((values) => {
        const { w, dw } = new Tensor(1, 1, values.length, 0);
        w.set(values);
        return { params: w, grads: dw };
      });
      return still(held, (network) => new Trainers[name === "adam" ? "Adam" : "SGD"](network, options[name](setting)));
    },
  };
}
