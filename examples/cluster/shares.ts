import type { Collective } from "optim-wasm/distributed";
import type { Digits } from "../digits/data.js";
import type { Network, Weights } from "../digits/network.js";

/** A rank's part of a list: all ranks' parts are the whole, and differ in length by one at most. */
export function shareOf(list: Uint32Array, rank: number, size: number): Uint32Array {
  const cut = (k: number) => Math.floor((k * list.length) / size);
  return list.subarray(cut(rank), cut(rank + 1));
}

/** How many digits of a rank's share of the test are recognised. */
export function testShare(network: Network, weights: Weights, test: Digits, rank: number, size: number): number {
  const all = Uint32Array.from(test.labels, (_, index) => index);
  return shareOf(all, rank, size).filter((index) => {
    const probabilities = network.predict(weights, test.images, index);
    return probabilities.indexOf(Math.max(...probabilities)) === test.labels[index];
  }).length;
}

/** A number of every rank, by rank. */
export async function gather(collective: Collective, own: number): Promise<number[]> {
  const all = Array.from({ length: collective.size }, () => new Float64Array(1));
  await collective.allGather(Float64Array.of(own), all);
  return all.map(([each]) => each);
}

/** The sum over all ranks, in their order: the same bits everywhere. */
export async function sumOf(collective: Collective, own: number): Promise<number> {
  return (await gather(collective, own)).reduce((sum, each) => sum + each, 0);
}

/** Eight digits that tell whether two models have the same bits. */
export function digestOf(weights: Weights): string {
  let digest = 0x811c9dc5;
  for (const { buffer, byteOffset, byteLength } of Object.values(weights))
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength))
      digest = Math.imul(digest ^ byte, 0x01000193) >>> 0;
  return digest.toString(16).padStart(8, "0");
}
