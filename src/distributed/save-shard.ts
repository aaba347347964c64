import type { Bytes } from "../checkpoint/index.js";
import { draft } from "../checkpoint/file.js";
import { wholeOf, type Draft } from "../checkpoint/safetensors.js";
import type { Floats } from "../numbers.js";
import type { Exchanges } from "./drive.js";
import type { Training } from "./training.js";

/** A rank's file, with what tells the files of one time from all others: a sum of all their sums. */
export function* saveShard(training: Training, params: Record<string, Floats>): Exchanges<Bytes> {
  const { of, ranks } = training;
  const own = training.inside(() => draft(of, "save", params));
  const all = yield* ranks.numbers([sumOf(own)]);
  const set = all.reduce((sum, [each]) => mixed(sum, each), all.length);
  return wholeOf(draft(of, "save", params, { rank: ranks.rank, size: ranks.size, set: set.toString(16) }));
}

/** Of a file's header and numbers, in 32 bits. */
function sumOf({ start, rows }: Draft): number {
  let sum = 0;
  for (const { buffer, byteOffset, byteLength } of [start, ...rows]) {
    const words = byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, byteLength >> 2) : [byteLength];
    for (let k = 0; k < words.length; k++) sum = mixed(sum, words[k]);
  }
  return sum;
}

/** One step of FNV-1a, by words. */
function mixed(sum: number, word: number): number {
  return Math.imul(sum ^ word, 0x01000193) >>> 0;
}
