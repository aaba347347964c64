// One rank of a job that jobs.ts starts: rank.ts FILE '{ "job": … }'; rank 0 writes what came to the file.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Adam } from "optim-wasm";
import { Replicated, Sharded } from "optim-wasm/distributed";
import { mpi, type MpiCollective } from "optim-wasm/distributed/mpi";
import { array, seededMap } from "../harness/shapes.js";
import link from "./link.js";
import { openNative } from "./native.js";
import { rounds } from "./rounds.js";
import { waysOf } from "./ways.js";

export interface Job {
  readonly job: keyof typeof JOBS;
  readonly n: number;
  readonly count: number;
}

const JOBS = {
  /** Milliseconds of each way in each round. */
  contest: async (ranks: MpiCollective, { n, count }: Job) =>
    rounds(ranks, await waysOf(ranks, n, openNative()), count),
  link: (ranks: MpiCollective, { count }: Job) => link(ranks, { count }),
  through,
};

/** So many steps of both kinds; milliseconds a step, and the digests of the parameters on all ranks. */
async function through(ranks: MpiCollective, { n, count }: Job): Promise<Through> {
  const begun = performance.now();
  const digests: string[] = [];
  for (const Kind of [Replicated, Sharded]) {
    const training = new Kind(ranks, new Adam(), { W: seededMap(array(String(n)), 1).W0 as Float32Array });
    await training.broadcast();
    for (let step = 0; step < count; step++) {
      training.grads.W.set(seededMap(array(String(n)), 100 * step + ranks.rank).W0);
      await training.step();
    }
    const { buffer, byteOffset, byteLength } = training.params.W;
    const own = createHash("sha256")
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest();
    const all = Array.from({ length: ranks.size }, () => new Uint8Array(own.length));
    ranks.allGather(own, all);
    digests.push(...all.map((each) => Buffer.from(each).toString("hex")));
  }
  const each = (performance.now() - begun) / (2 * count);
  return { ranks: ranks.size, n, steps: 2 * count, each, results: new Set(digests).size };
}

export interface Through {
  readonly ranks: number;
  readonly n: number;
  readonly steps: number;
  /** Milliseconds, with making the gradients. */
  readonly each: number;
  /** How many different ones the ranks have ended with. */
  readonly results: number;
}

const [file, given] = process.argv.slice(2);
const job = JSON.parse(given) as Job;
const ranks = await mpi();
const said = await JOBS[job.job](ranks, job);
if (ranks.rank === 0) writeFileSync(file, JSON.stringify(said));
ranks.close();
