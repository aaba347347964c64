import { load, still, type Peer, type StillNetwork } from "./peer.js";

type Convnet = { readonly Trainer: new (network: StillNetwork, options: object) => { train(): unknown } };

export async function convnet(): Promise<Peer> {
  const { Trainer } = (await load<{ default: Convnet }>("convnetjs")).default;
  return {
    optimizers: ["momentum", "sgd"],
    adam: "algorithm 1",
    remarks:
      "Float64Array; no Adam in the version on the registry (SGD, Momentum, AdaGrad, Adadelta); its trainer zeroes the gradients: " +
      "restoring them is in the time",
    make(name, initial, { lr, momentum }) {
      const held = initial.map((values) => ({ params: Float64Array.from(values), grads: new Float64Array(values.length) }));
      const options = { method: "sgd", learning_rate: lr, momentum: name === "momentum" ? momentum : 0 };
      return still(held, (network) => new Trainer(network, options));
    },
  };
}
