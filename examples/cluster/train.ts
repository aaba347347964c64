import { AdamW } from "optim-wasm";
import { Replicated, Sharded, type Collective } from "optim-wasm/distributed";
import { loadDigits } from "../digits/data.js";
import { Network } from "../digits/network.js";
import { SHAPE } from "../digits/train.js";
import { seeded, shuffledIndices } from "../random.js";
import { findNewest, writeSet } from "./sets.js";
import { digestOf, shareOf, sumOf, testShare } from "./shares.js";

export interface Settings {
  readonly kind: "sharded" | "replicated";
  readonly epochs: number;
  readonly seed: number;
  /** Where the files of each epoch go, the same on all ranks. */
  readonly folder: string;
  /** Called on rank 0 with what it has to tell. */
  readonly tell?: (line: string) => void;
}

export interface Finished {
  readonly steps: number;
  readonly accuracy: number;
  /** Of the weights, which are the same on all ranks. */
  readonly digest: string;
}

/** Rows of a step, over all ranks. */
const BATCH = 100;

/**
 * What each rank runs, whatever the engine: trains the digits network up to so many epochs, from the newest complete set of
 * files on, which may be of another number of ranks.
 */
export async function train(collective: Collective, settings: Settings): Promise<Finished> {
  const { rank, size } = collective;
  const { kind, epochs, seed, folder, tell = () => {} } = settings;
  const { training: digits, test } = loadDigits();
  const network = new Network(SHAPE);
  const optimizer = new AdamW({ lr: 0.003, weightDecay: 0.01, clipNorm: 1 });
  const Training = kind === "sharded" ? Sharded : Replicated;
  const training = new Training(collective, optimizer, network.initialWeights(seeded(seed)));

  const newest = await findNewest(collective, folder);
  if (newest === undefined) await training.broadcast();
  else training.load(newest.read());
  const from = newest === undefined ? "the start" : `${newest.folder}, ${counted(newest.count, "file")}`;
  if (rank === 0) tell(`${counted(size, "rank")}, ${kind}, from ${from}`);

  const perEpoch = digits.labels.length / BATCH;
  let accuracy = await measure();
  for (let epoch = optimizer.iterations / perEpoch; epoch < epochs; epoch++) {
    // All ranks mix alike, and each takes its share of every batch.
    const order = shuffledIndices(digits.labels.length, seeded(seed + 1 + epoch));
    let loss = 0;
    for (let step = 0; step < perEpoch; step++) {
      const picks = shareOf(order.subarray(step * BATCH, (step + 1) * BATCH), rank, size);
      loss += picks.length * network.lossAndGrads(training.params, training.grads, { ...digits, picks });
      await training.step({ rows: picks.length });
    }
    const total = await sumOf(collective, loss);
    accuracy = await measure();
    if (rank === 0)
      tell(`epoch ${epoch + 1}: loss ${(total / digits.labels.length).toFixed(4)}, ${percent(accuracy)} right`);
    const file = await training.save();
    // Replicated: that of one rank holds everything.
    await writeSet(collective, folder, optimizer.iterations, kind === "sharded" || rank === 0 ? file : undefined);
  }
  const digest = digestOf(training.params);
  if (rank === 0) tell(`${optimizer.iterations} steps, ${percent(accuracy)} right, weights ${digest}`);
  return { steps: optimizer.iterations, accuracy, digest };

  /** Each rank looks at its share of the test. */
  async function measure(): Promise<number> {
    const right = testShare(network, training.params, test, rank, size);
    return (await sumOf(collective, right)) / test.labels.length;
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
