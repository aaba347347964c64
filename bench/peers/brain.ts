import { load, type Peer } from "./peer.js";

interface Network {
  sizes: number[];
  readonly weights: Float32Array[][];
  readonly deltas: Float32Array[];
  readonly outputs: Float32Array[];
  updateTrainingOptions(options: object): void;
  initialize(): void;
  adjustWeights(): void;
}

/**
 * brain.js multiplies a node's delta by what came in: with a delta of −1 (its deltas point downhill), what comes in is the
 * gradient of the node's weights. A network of one node for each tensor.
 */
export async function brain(): Promise<Peer> {
  const { NeuralNetwork } = (await load<{ default: { NeuralNetwork: new () => Network } }>("brain.js")).default;
  return {
    optimizers: ["adam", "momentum"],
    adam: "algorithm 1",
    remarks:
      "Float32Array; no plain SGD: its momentum must be above 0; its Adam moves a bias by the mean of the step before (not among the " +
      "weights measured here)",
    make(name, initial, { lr, momentum, beta1, beta2, eps }) {
      const options = name === "adam" ? { praxis: "adam", learningRate: lr, beta1, beta2, epsilon: eps } : { learningRate: lr, momentum };
      const networks = initial.map((values) => {
        const network = new NeuralNetwork();
        network.updateTrainingOptions(options);
        network.sizes = [values.length, 1];
        network.initialize();
        network.weights[1][0].set(values);
        network.deltas[1][0] = -1;
        return network;
      });
      return {
        feed: (grads) => networks.forEach(({ outputs }, k) => outputs[0].set(grads[k])),
        step() {
          for (let k = 0; k < networks.length; k++) networks[k].adjustWeights();
        },
        read: () => networks.map(({ weights }) => weights[1][0]),
      };
    },
  };
}
