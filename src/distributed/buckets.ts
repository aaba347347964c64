import type { Block } from "./collective.js";
import { blocks } from "./sum-of-blocks.js";
import type { Inbox } from "./inbox.js";
import type { Slices } from "./slices.js";

/** A stretch of each rank's part: what of the gradients goes out, where the others' come in, and their sum. */
export interface Bucket {
  readonly send: readonly Block[];
  readonly receive: readonly Block[];
  /** Writes the weighted sum of all ranks' over this rank's own. */
  sum(): void;
}

const NONE = new Uint8Array(0);

/** All buckets in their order, which is the same on every rank. */
export function bucketsOf(slices: readonly Slices[], rank: number, inbox: Inbox): Bucket[] {
  const made: Bucket[] = [];
  for (const { span, grads, cuts } of slices) {
    const size = cuts.length - 1;
    const { machine } = span.arena;
    const unit = machine.unit(span.element);
    const kernel = machine.pass(blocks, span.element).blocks;
    const longest = Math.max(...cuts.slice(1).map((end, k) => end - cuts[k]));
    for (let begin = 0; begin < longest; begin += inbox.apart) {
      const half = inbox.half(span, made.length);
      const countOf = (k: number) => Math.max(0, Math.min(inbox.apart, cuts[k + 1] - cuts[k] - begin));
      const count = countOf(rank);
      const others = (blockOf: (k: number) => Block) =>
        Array.from({ length: size }, (_, k) => (k === rank ? NONE : blockOf(k)));
      const to = span.grads - span.begin + cuts[rank] + begin;
      const weights = inbox.weights(span);
      made.push({
        send: others((k) => grads.subarray(cuts[k] + begin, cuts[k] + begin + countOf(k))),
        receive: others((k) => span.view(half + k * inbox.apart, count)),
        sum() {
          if (count > 0) kernel(to * unit, half * unit, inbox.apart, count, size, rank, weights * unit);
        },
      });
    }
  }
  return made;
}
