import type { Collective } from "optim-wasm/distributed";
import type { Way } from "./ways.js";

/** Milliseconds of each way in each round, the slowest rank's. All ranks begin together; another way begins each round. */
export async function rounds(
  collective: Collective,
  ways: Readonly<Record<string, Way>>,
  count: number,
): Promise<Record<string, number[]>> {
  const names = Object.keys(ways);
  const taken = names.map(() => new Float64Array(count));
  for (let round = -2; round < count; round++) {
    for (let k = 0; k < names.length; k++) {
      const place = (k + Math.max(0, round)) % names.length;
      const way = ways[names[place]];
      way.prepare();
      await together(collective);
      const begun = performance.now();
      await way.step();
      if (round >= 0) taken[place][round] = performance.now() - begun;
    }
  }
  const all: [string, number[]][] = [];
  for (const [k, name] of names.entries()) all.push([name, await slowest(collective, taken[k])]);
  return Object.fromEntries(all);
}

/** Waits until every rank is here. */
export async function together(collective: Collective): Promise<void> {
  const here = () => new Uint8Array(1);
  await collective.allGather(
    here(),
    Array.from({ length: collective.size }, () => here()),
  );
}

async function slowest(collective: Collective, own: Float64Array): Promise<number[]> {
  const all = Array.from({ length: collective.size }, () => new Float64Array(own.length));
  await collective.allGather(own, all);
  return Array.from(own, (_, i) => Math.max(...all.map((each) => each[i])));
}
