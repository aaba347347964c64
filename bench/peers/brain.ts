import { load, type Peer } from "./peer.js";

type Network = {
  sizes: number[];
  readonly weights: Float32Array[][];
  readonly deltas: Float32Array[];
  readonly outputs: Float32Array[];
} & Record<"initialize" | "adjustWeights", () => void> & { updateTrainingOptions(options: object): void };

/**
 * brain.js multiplies a node's delta by what came in: with a delta of −1 (its deltas point downhill), what comes in is the
 * gradient of the node's weights. A network of one node for each tensor.
 */
export async function brain(): Promise<Peer> {
  const { NeuralNetwork } = (await load<{ default: { NeuralNetwork: new () => Network } }>("brain.js")).default;
  return {
    optimizers: ["adam", "momentum"],
    remarks:
      "Float32Array; no plain SGD: its momentum must be above 0; its Adam moves a bias by the mean of the step before (not among the " +
      "weights measured here)",
    make(name, initial, { lr: learningRate, momentum, beta1, beta2, eps: epsilon }) {
      const options = name === "adam" ? { praxis: "adam", learningRate, beta1, beta2, epsilon } : { learningRate, momentum };
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
