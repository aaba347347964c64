import type { Contestant } from "./peer.js";

/** What toygrad and convnetjs share: a trainer that asks its network for parameters and gradients, and zeroes the latter. */
export interface StillNetwork {
  forward(): void;
  backward(): number;
  getParamsAndGrads(): readonly Held[];
}

export interface Held {
  readonly params: Floats;
  readonly grads: Floats;
}

type Floats = Float32Array | Float64Array;

/** A trainer over a network that computes nothing: going backward restores the given gradients. */
export function still(held: readonly Held[], trainerOf: (network: StillNetwork) => { train(): unknown }): Contestant {
  let given: readonly Float32Array[] = [];
  const trainer = trainerOf({
    forward() {},
    backward() {
      for (let k = 0; k < held.length; k++) held[k].grads.set(given[k]);
      return 0;
    },
    getParamsAndGrads: () => held,
  });
  return {
    feed: (grads) => void (given = grads.map((values) => values.slice())),
    step: () => void trainer.train(),
    read: () => held.map(({ params }) => params),
    dispose() {},
  };
}
