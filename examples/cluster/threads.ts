// The digits network on threads of one process, for one large machine.
//
//   npm ci && npm run build && npm run cluster
//   node examples/cluster/out/threads.js --ranks 2
//
// What to see:
//
//   2 ranks, sharded, from the start
//   epoch 1: loss 0.5663, 91.90 % right
//   epoch 2: loss 0.2581, 93.50 % right
//   epoch 3: loss 0.1741, 94.05 % right
//   240 steps, 94.05 % right, weights 4e38c2b0
//   all ranks have the same weights: true
//
// Those that `mpirun -n 2 node examples/cluster/out/main.js` has. The files are the same too: stop it in between, and go on
// with any number of threads, or by MPI. The other options are those of main.ts.
import { threads } from "optim-wasm/distributed/threads";
import { readOptions, telling } from "./options.js";
import type { Finished } from "./train.js";

await telling(run);

async function run(): Promise<void> {
  const { ranks, timeout, ...data } = readOptions(process.argv.slice(2));
  const module = new URL("rank.js", import.meta.url);
  const finished = await threads<Finished>({ size: ranks, module, data, timeout });
  console.log(`all ranks have the same weights: ${finished.every(({ digest }) => digest === finished[0].digest)}`);
}
