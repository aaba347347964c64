import { NAMES, load, versionOf, type Name, type Peer, type Setting } from "./peer.js";

type Tensor = Readonly<Record<"add" | "sub" | "mul" | "div", (other: Tensor | number) => Tensor>> & {
  readonly ref: Tensor;
  dataSync(): Float32Array;
  dispose(): void;
};

interface Jax {
  init(...devices: string[]): Promise<string[]>;
  defaultDevice(device: string): string;
  jit(step: Step<Tensor>): Step<number>;
  readonly numpy: {
    array(values: Float32Array | number): Tensor;
    zeros(shape: number[]): Tensor;
    sqrt(values: Tensor): Tensor;
  };
}

/** Parameters, state by slot, and a scalar whose reading makes all of a step happen. */
type Moved = [params: Tensor[], slots: Tensor[][], mark: Tensor];
type Step<Scalar> = (params: Tensor[], slots: Tensor[][], grads: Tensor[], left1: Scalar, left2: Scalar) => Moved;
/** One tensor's new parameter and state; `left` is 1 − βᵗ. All but the latter passes into its ownership. */
type Update = (p: Tensor, g: Tensor, state: Tensor[], left1: Tensor, left2: Tensor) => [Tensor, Tensor[]];

const SLOTS: Record<Name, number> = { sgd: 0, momentum: 1, adam: 2 };

function updates({ sqrt }: Jax["numpy"], { lr, momentum, beta1, beta2, eps }: Setting): Record<Name, Update> {
  return {
    sgd: (p, g) => [p.sub(g.mul(lr)), []],
    momentum(p, g, [trace]) {
      const velocity = trace.mul(momentum).add(g);
      return [p.sub(velocity.ref.mul(lr)), [velocity]];
    },
    adam(p, g, [m, v], left1, left2) {
      const mean = m.mul(beta1).add(g.ref.mul(1 - beta1));
      const square = v.mul(beta2).add(g.ref.mul(g).mul(1 - beta2));
      const root = sqrt(square.ref.div(left2.ref)).add(eps);
      return [p.sub(mean.ref.div(left1.ref).div(root).mul(lr)), [mean, square]];
    },
  };
}

function allOf(update: Update): Step<Tensor> {
  return (params, slots, grads, left1, left2) => {
    const moved = params.map((p, k) => update(p, grads[k], slots.map((tensors) => tensors[k]), left1, left2));
    return [moved.map(([p]) => p), slots.map((_, slot) => moved.map(([, state]) => state[slot])), left1.add(left2)];
  };
}

/** jax-js on its Wasm device: Optax's updates on its arrays, all tensors in one jitted function. */
export const jax: Peer = {
  name: "jax-js",
  version: versionOf("@jax-js/jax"),
  optimizers: NAMES,
  remarks:
    "its arrays on the device wasm, one thread, under jit; work is lazy, and a growing queue makes every further step " +
    "slower: one scalar is read after each step",
  async load() {
    const library = await load<Jax>("@jax-js/jax");
    if (!(await library.init("wasm")).includes("wasm")) throw new Error("the device wasm does not start");
    library.defaultDevice("wasm");
    const { numpy, jit } = library;
    return (params, setting, name) => {
      const step = jit(allOf(updates(numpy, setting)[name]));
      const zeros = () => params.map(({ length }) => numpy.zeros([length]));
      const slots = Array.from({ length: SLOTS[name] }, zeros);
      const grads = zeros();
      let moved: Moved = [params.map((values) => numpy.array(values)), slots, numpy.array(0)];
      let t = 0;
      const set = (k: number, values: Float32Array) => {
        grads[k].dispose();
        grads[k] = numpy.array(values);
      };
      return {
        grads: params.map((_, k) => ({ set: (values: Float32Array) => set(k, values) })),
        step() {
          t++;
          const [held, state, mark] = moved;
          mark.dispose();
          moved = step(held, state, grads.map((array) => array.ref), 1 - setting.beta1 ** t, 1 - setting.beta2 ** t);
          moved[2].ref.dataSync();
        },
        read: () => moved[0].map((array) => array.ref.dataSync()),
        dispose: () => [...grads, ...moved.flat(2)].forEach((array) => array.dispose()),
      };
    };
  },
};
