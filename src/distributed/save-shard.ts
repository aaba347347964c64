import type { Bytes } from "../checkpoint/index.js";
import { draft } from "../checkpoint/file.js";
import { wholeOf, type Draft } from "../checkpoint/safetensors.js";
import { mixed, sumOf } from "../checkpoint/sum.js";
import type { Floats } from "../numbers.js";
import type { Exchanges } from "./drive.js";
import type { Training } from "./training.js";

/**
 * A rank's file, with a sum of its numbers, and with what tells the files of one time from all others: a sum of all ranks'
 * sums. It is of the moment when it was asked for, whatever the caller writes to parameters while ranks exchange sums.
 */
export function* saveShard(training: Training, params: Record<string, Floats>): Exchanges<Bytes> {
  const { of, ranks } = training;
  const drafted = (set: number, sum: number): Draft => {
    const shard = { rank: ranks.rank, size: ranks.size, set: set.toString(16).padStart(8, "0"), sum };
    return training.inside(() => draft(of, "save", params, shard));
  };
  const sum = sumOf(drafted(0, 0).rows);
  const own = drafted(0, sum);
  const file = wholeOf(own);
  const all = yield* ranks.numbers([sumOf([own.start])]);
  const set = all.reduce((last, [each]) => mixed(last, each), all.length);
  file.set(drafted(set, sum).start);
  return file;
}
