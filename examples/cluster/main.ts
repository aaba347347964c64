// The digits network on all ranks of an MPI job.
//
//   npm ci && npm run build && npm run cluster
//   mpirun -n 4 node examples/cluster/out/main.js
//
// `--oversubscribe` where there are fewer cores, `--allow-run-as-root` in containers. What to see, but for the order of the lines:
//
//   rank 0 of 4: process 553 on vm          (one line for each rank)
//   4 ranks, sharded, from the start
//   epoch 1: loss 0.5663, 91.90 % right
//   epoch 2: loss 0.2581, 93.50 % right
//   epoch 3: loss 0.1741, 94.05 % right
//   240 steps, 94.05 % right, weights 4f8a8fb9
//
// Every four ranks have these weights, by MPI, threads or Slurm. `kill -9` the process of one rank in epoch 3: mpirun ends the
// others, and prints which was lost. The same command then says
//
//   4 ranks, sharded, from out/cluster/step-000000160, 4 files
//   epoch 3: loss 0.1741, 94.05 % right
//   240 steps, 94.05 % right, weights 4f8a8fb9
//
// and `-n 3` goes on from the same files, to weights of its own: three ranks round other sums. `kill -STOP` one, with
// `--timeout 3000`: after three seconds the others name it and the job ends.
//
//   --epochs N     default 3, with those of the files
//   --folder DIR   where the files are, which all ranks see; default out/cluster
//   --replicated   all of the state on each rank
//   --seed N       default 1
//   --timeout MS   default 60000
import { hostname } from "node:os";
import { RankLost } from "optim-wasm/distributed";
import { mpi } from "optim-wasm/distributed/mpi";
import { readOptions, telling } from "./options.js";
import { train } from "./train.js";

await telling(run);

async function run(): Promise<void> {
  const { timeout, ...settings } = readOptions(process.argv.slice(2));
  const collective = await mpi({ timeout });
  const { rank, size } = collective;
  console.log(`rank ${rank} of ${size}: process ${process.pid} on ${hostname()}`);
  try {
    await train(collective, { ...settings, tell: console.log });
  } catch (error) {
    // Any other error ends this process, and with it the job.
    if (!(error instanceof RankLost)) throw error;
    console.error(`rank ${rank}, step ${error.step}: ${error.message}`);
    process.exitCode = 1;
  }
  // After a loss this ends all processes of the job.
  collective.close();
}
