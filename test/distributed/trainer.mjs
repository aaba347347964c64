// A training on any collective, for jobs of several processes: how it ends, or how it was lost.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Adam } from "optim-wasm";
import { Replicated, Sharded } from "optim-wasm/distributed";

const kinds = { Replicated, Sharded };
const model = () => ({
  W: Float32Array.from({ length: 1001 }, (_, i) => (i - 500) / 100),
  layers: [{ u: new Float64Array(37) }],
});

/**
 * `data`: kind, steps; from, the ranks' files to go on from; folder, where each rank saves after `saves` steps; lose: the rank that is
 * lost, `at` what, in which step, and by which signal.
 */
export default async function train(collective, { kind, steps, from, folder, saves, lose }) {
  const { rank } = collective;
  const isLost = lose !== undefined && rank === lose.rank;
  const leave = (at) => {
    if (isLost && at === lose.at && now === lose.step) process.kill(process.pid, lose.signal);
  };
  let now = 0;
  const watched = (method, ...blocks) => {
    leave(saving ? "save" : count++ === 1 ? "exchange" : "");
    return collective[method](...blocks);
  };
  let saving = false;
  let count = 0;
  const ranks = {
    rank,
    size: collective.size,
    allToAll: (...blocks) => watched("allToAll", ...blocks),
    allGather: (...blocks) => watched("allGather", ...blocks),
    close: () => collective.close(),
  };
  const lr = () => {
    leave("update");
    return 0.01;
  };
  const training = new kinds[kind](ranks, new Adam({ lr, clipNorm: 3 }), model());
  if (from) training.load(from.map((file) => readFileSync(file)));
  else await training.broadcast();
  try {
    for (now = from ? saves : 0; now < steps; now++) {
      fill(training.grads, rank, now);
      leave("gradient");
      count = 0;
      await training.step({ rows: 1 + rank });
      if (folder === undefined || now + 1 !== saves) continue;
      saving = true;
      const file = join(folder, `${rank}.safetensors`);
      writeFileSync(`${file}.part`, await training.save());
      renameSync(`${file}.part`, file);
      saving = false;
    }
  } catch ({ name, message, rank: lost, step }) {
    const after = await (async () => training.save())().then(
      () => "saved",
      (error) => error.message,
    );
    return { name, message, lost, step, after };
  }
  return { digest: digestOf(training.params) };
}

function fill({ W, layers }, rank, step) {
  for (const [k, values] of [W, layers[0].u].entries())
    for (let i = 0; i < values.length; i++) values[i] = (((rank * 31 + step * 17 + k * 7 + i * 13) % 101) - 50) / 9;
}

function digestOf({ W, layers }) {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of [W, layers[0].u])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex");
}
