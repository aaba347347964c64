import { NAMES, load, versionOf, type Foreign as Tensor, type Name, type Peer, type Setting } from "./peer.js";

/** One tensor's new parameter and state; `left` is 1 − βᵗ. All but the latter passes into its ownership. */
type Update = (p: Tensor, g: Tensor, state: Tensor[], left1: Tensor, left2: Tensor) => [Tensor, Tensor[]];
/** Parameters, state by slot, and a scalar whose reading makes all of a step happen. */
type Moved = [params: Tensor[], slots: Tensor[][], mark: Tensor];

const SLOTS: Record<Name, number> = { sgd: 0, momentum: 1, adam: 2 };

/** Optax's. */
function updates(sqrt: Tensor, { lr, momentum, beta1, beta2, eps }: Setting): Record<Name, Update> {
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

/** jax-js on its Wasm device, all tensors in one jitted function. */
export const jax: Peer = {
  name: "jax-js",
  version: versionOf("@jax-js/jax"),
  optimizers: NAMES,
  remarks:
    "its arrays on the device wasm, one thread, under jit; work is lazy, and a growing queue makes every further " +
    "step slower: one scalar is read after each step",
  async load() {
    const { init, defaultDevice, numpy, jit } = await load("@jax-js/jax");
    const devices = (await init("wasm")) as unknown as string[];
    if (!devices.includes("wasm")) throw new Error("the device wasm does not start");
    defaultDevice("wasm");
    return (params, setting, name) => {
      const update = updates(numpy.sqrt, setting)[name];
      const all = (held: Tensor[], slots: Tensor[][], grads: Tensor[], left1: Tensor, left2: Tensor): Moved => {
        const moved = held.map((p, k) =>
          update(
            p,
            grads[k],
            slots.map((tensors) => tensors[k]),
            left1,
            left2,
          ),
        );
        return [moved.map(([p]) => p), slots.map((_, slot) => moved.map(([, state]) => state[slot])), left1.add(left2)];
      };
      const step = jit(all);
      const zeros = () => params.map(({ length }) => numpy.zeros([length]));
      const given = zeros();
      const states = Array.from({ length: SLOTS[name] }, zeros);
      let moved: Moved = [params.map((values) => numpy.array(values)), states, numpy.array(0)];
      let t = 0;
      const set = (k: number, values: Float32Array) => {
        given[k].dispose();
        given[k] = numpy.array(values);
      };
      return {
        grads: params.map((_, k) => ({ set: (values: Float32Array) => set(k, values) })),
        step() {
          t++;
          const [held, state, mark] = moved;
          mark.dispose();
          const [left1, left2] = [1 - setting.beta1 ** t, 1 - setting.beta2 ** t];
          moved = step(
            held,
            state,
            given.map((array) => array.ref),
            left1,
            left2,
          ) as unknown as Moved;
          moved[2].ref.dataSync();
        },
        read: () => moved[0].map((array) => array.ref.dataSync() as unknown as Float32Array),
        dispose: () => [...given, ...moved.flat(2)].forEach((array) => array.dispose()),
      };
    };
  },
};
