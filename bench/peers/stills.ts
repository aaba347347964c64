import { NAMES, load, still, type Peer, type Trainer } from "./peer.js";

type Tensor = new (sx: number, sy: number, sz: number, value: number) => { w: Float32Array; dw: Float32Array };

export async function toygrad(): Promise<Peer> {
  const { Tensor, Trainers } = await load<{ Tensor: Tensor; Trainers: Record<"Adam" | "SGD", Trainer> }>("toygrad");
  return {
    optimizers: NAMES,
    remarks: "Float32Array; its trainer zeroes the gradients: restoring them is in the time",
    make(name, initial, { lr, momentum, beta1, beta2, eps }) {
      const held = initial.map((values) => {
        const { w, dw } = new Tensor(1, 1, values.length, 0);
        w.set(values);
        return { params: w, grads: dw };
      });
      if (name === "adam") return still(held, Trainers.Adam, { learningRate: lr, beta1, beta2, eps });
      return still(held, Trainers.SGD, { learningRate: lr, momentum: name === "momentum" ? momentum : 0 });
    },
  };
}

export async function convnet(): Promise<Peer> {
  const { Trainer } = (await load<{ default: { readonly Trainer: Trainer } }>("convnetjs")).default;
  return {
    optimizers: ["momentum", "sgd"],
    remarks:
      "Float64Array; no Adam in the version on the registry (SGD, Momentum, AdaGrad, Adadelta); its trainer zeroes the gradients: " +
      "restoring them is in the time",
    make(name, initial, { lr, momentum }) {
      const held = initial.map((values) => ({ params: Float64Array.from(values), grads: new Float64Array(values.length) }));
      return still(held, Trainer, { method: "sgd", learning_rate: lr, momentum: name === "momentum" ? momentum : 0 });
    },
  };
}
