import { load } from "./load.js";
import type { OptimizerName, Peer, Setting } from "./peer.js";

/** jax-js on its Wasm device: Optax's updates on its arrays, all tensors in one jitted function. */
export async function jax(): Promise<Peer> {
  const library = await load<Jax>("@jax-js/jax");
  const devices = await library.init("wasm");
  if (!devices.includes("wasm")) throw new Error("the device wasm does not start");
  library.defaultDevice("wasm");
  const { numpy, jit } = library;
  return {
    optimizers: ["adam", "momentum", "sgd"],
    holds: "its arrays on the device wasm, one thread, under jit",
    adam: "algorithm 1",
    remarks: [
      "work is lazy, and a growing queue makes every further step slower: one scalar is read after each step",
    ],
    make(name, params, setting) {
      const { slots, update } = rules(numpy)[name](setting);
      const step = jit(allOf(update));
      const zeros = () => params.map(({ length }) => numpy.zeros([length]));
      let moved: Moved = [params.map((values) => numpy.array(values)), Array.from({ length: slots }, zeros), numpy.array(0)];
      let t = 0;
      let grads: Tensor[] = [];
      const dispose = (list: readonly Tensor[]) => list.forEach((array) => array.dispose());
      return {
        feed(given) {
          dispose(grads);
          grads = given.map((values) => numpy.array(values));
        },
        step() {
          t++;
          const [held, state, mark] = moved;
          mark.dispose();
          moved = step(held, state, grads.map((array) => array.ref), 1 - setting.beta1 ** t, 1 - setting.beta2 ** t);
          moved[2].ref.dataSync();
        },
        read: () => moved[0].map((array) => array.ref.dataSync()),
        dispose: () => dispose([...grads, ...moved.flat(2)]),
      };
    },
  };
}

/** Parameters, state by slot, and a scalar whose reading makes all of a step happen. */
type Moved = [params: Tensor[], slots: Tensor[][], mark: Tensor];
type Step<Scalar> = (params: Tensor[], slots: Tensor[][], grads: Tensor[], left1: Scalar, left2: Scalar) => Moved;

/** One tensor's new parameter and state; `left` is 1 − βᵗ. All but the latter passes into its ownership. */
type Update = (p: Tensor, g: Tensor, state: Tensor[], left1: Tensor, left2: Tensor) => [Tensor, Tensor[]];

interface Rule {
  readonly slots: number;
  readonly update: Update;
}

function allOf(update: Update): Step<Tensor> {
  return (params, slots, grads, left1, left2) => {
    const moved = params.map((p, k) => update(p, grads[k], slots.map((tensors) => tensors[k]), left1, left2));
    return [moved.map(([p]) => p), slots.map((_, slot) => moved.map(([, state]) => state[slot])), left1.add(left2)];
  };
}

function rules(numpy: Numpy): Record<OptimizerName, (setting: Setting) => Rule> {
  return {
    sgd: ({ lr }) => ({ slots: 0, update: (p, g) => [p.sub(g.mul(lr)), []] }),
    momentum: ({ lr, momentum }) => ({
      slots: 1,
      update(p, g, [trace]) {
        const velocity = trace.mul(momentum).add(g);
        return [p.sub(velocity.ref.mul(lr)), [velocity]];
      },
    }),
    adam: ({ lr, beta1, beta2, eps }) => ({
      slots: 2,
      update(p, g, [m, v], left1, left2) {
        const mean = m.mul(beta1).add(g.ref.mul(1 - beta1));
        const square = v.mul(beta2).add(g.ref.mul(g).mul(1 - beta2));
        const root = numpy.sqrt(square.ref.div(left2.ref)).add(eps);
        return [p.sub(mean.ref.div(left1.ref).div(root).mul(lr)), [mean, square]];
      },
    }),
  };
}

interface Jax {
  init(...devices: string[]): Promise<string[]>;
  defaultDevice(device: string): string;
  jit(step: Step<Tensor>): Step<number>;
  readonly numpy: Numpy;
}

interface Numpy {
  array(values: Float32Array | number): Tensor;
  zeros(shape: number[]): Tensor;
  sqrt(values: Tensor): Tensor;
}

interface Tensor {
  readonly ref: Tensor;
  add(other: Tensor | number): Tensor;
  sub(other: Tensor): Tensor;
  mul(other: number): Tensor;
  div(other: Tensor): Tensor;
  dataSync(): Float32Array;
  dispose(): void;
}
