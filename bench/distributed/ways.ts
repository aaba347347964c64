import { Adam } from "optim-wasm";
import { Replicated, Sharded, type Collective } from "optim-wasm/distributed";
import { array, seededMap } from "../harness/shapes.js";
import type { Native } from "./native.js";

/** One way to make a step on all ranks, by the mean of their gradients. */
export interface Way {
  /** Fresh gradients, which are not timed. */
  prepare(): void;
  step(): void | Promise<void>;
}

export const ALONE = "update alone";
export const ALL_REDUCE = "MPI all-reduce";
export const IN_PIECES = "MPI all-reduce, 256 kB each";
export const REDUCE_SCATTER = "MPI reduce-scatter, shards";
/** Elements of a piece. */
const PIECE = 2 ** 16;

/** Adam on so many float32 elements: the update of each rank for itself, by MPI's own reductions, and ours. */
export async function waysOf(ranks: Collective, n: number, native: Native): Promise<Record<string, Way>> {
  const { rank, size } = ranks;
  const model = () => ({ W: seededMap(array(String(n)), 1).W0 as Float32Array });
  const given = seededMap(array(String(n)), 2 + rank).W0 as Float32Array;
  const fresh = (grads: Float32Array) => () => grads.set(given);
  const mean = { gradScale: 1 / size };
  const whole = new Adam();
  const { params, grads } = whole.allocate(model());
  const update = () => void whole.update(params, grads, mean);
  const ways: Record<string, Way> = {
    [ALONE]: { prepare: fresh(grads.W), step: update },
    [ALL_REDUCE]: {
      prepare: fresh(grads.W),
      step() {
        native.allReduce(grads.W);
        update();
      },
    },
    [IN_PIECES]: {
      prepare: fresh(grads.W),
      step() {
        for (let at = 0; at < n; at += PIECE) native.allReduce(grads.W.subarray(at, Math.min(n, at + PIECE)));
        update();
      },
    },
  };
  if (n % (16 * size) === 0) ways[REDUCE_SCATTER] = inShards(ranks, model(), given, native);
  for (const Kind of [Replicated, Sharded]) {
    const training = new Kind(ranks, new Adam(), model());
    await training.broadcast();
    ways[Kind.name] = { prepare: fresh(training.grads.W), step: () => training.step() };
  }
  return ways;
}

/** ZeRO-1 by MPI, which needs parts of one length. */
function inShards({ rank, size }: Collective, model: { W: Float32Array }, given: Float32Array, native: Native): Way {
  const optimizer = new Adam();
  const { params, grads } = optimizer.allocate(model, { shard: { rank, size } });
  const length = model.W.length / size;
  const own = grads.W.subarray(length * rank, length * (rank + 1));
  const sum = new Float32Array(length);
  return {
    prepare: () => grads.W.set(given),
    step() {
      native.reduceScatter(grads.W, sum);
      own.set(sum);
      optimizer.update(params, grads, { gradScale: 1 / size });
      native.allGather(params.W, length);
    },
  };
}
