import { AdamW, SGD } from "optim-wasm";
import { Rounds, type Connection, type LeftOut, type Round } from "optim-wasm/distributed/nats";
import type { Weights } from "../digits/network.js";
import { BATCH, Spirals } from "./task.js";

/** What a member shows of a round: the same figures at every member. */
export interface Shown extends Round {
  readonly loss: number;
  /** The weights' bits in 32. */
  readonly digest: string;
  /** Who is in the run. */
  readonly all: readonly string[];
}

export interface MemberOptions {
  readonly name: string;
  readonly run: string;
  readonly every: number;
  readonly quorum: number;
  readonly deadline: number;
  /** When it ends. */
  readonly rounds: number;
  readonly onShown: (shown: Shown) => void;
  readonly onLeftOut: (left: LeftOut) => void;
  readonly onWaiting: (missing: readonly string[], ready: readonly string[]) => void;
  /** Between steps, so that a page can draw. Default: nothing. */
  readonly between?: () => Promise<void> | undefined;
}

/** A member: the same code in Node and in a page. Ends after so many rounds, or when `stop` is called. */
export function member(connection: Connection, options: MemberOptions): { ends: Promise<void>; stop: () => void } {
  const { name, run, every, quorum, deadline, onLeftOut, onWaiting, onShown, between } = options;
  const spirals = new Spirals(name);
  const inner = new AdamW({ lr: 0.003 });
  const outer = new SGD({ lr: 0.7, momentum: 0.9, nesterov: true });
  const rounds = new Rounds(connection, inner, outer, spirals.initialWeights(), {
    name,
    run,
    every,
    quorum,
    deadline,
    onLeftOut,
    onWaiting: ({ missing, ready }) => onWaiting(missing, ready),
  });
  const stopping = new AbortController();
  const train = async () => {
    await rounds.join();
    while (!stopping.signal.aborted && rounds.round < options.rounds) {
      const { round } = rounds;
      spirals.gradients(rounds.params, rounds.grads);
      await rounds.step({ rows: BATCH });
      await between?.();
      if (rounds.round !== round && rounds.last) {
        const loss = spirals.testLoss(rounds.params);
        onShown({ ...rounds.last, loss, digest: digestOf(rounds.params), all: rounds.members });
      }
    }
    await rounds.leave();
  };
  const stop = () => {
    stopping.abort();
    void rounds.leave();
  };
  return { ends: train(), stop };
}

/** Equal where weights are, bit for bit. */
function digestOf(weights: Weights): string {
  let sum = 0;
  for (const values of [weights.W1, weights.b1, weights.W2, weights.b2])
    for (const bits of new Uint32Array(values.slice().buffer)) sum = Math.imul(sum ^ bits, 0x9e37_79b1) ^ (sum >>> 15);
  return (sum >>> 0).toString(16).padStart(8, "0");
}
