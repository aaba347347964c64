import { short } from "../harness/text.js";
import { BLOCK_BYTES } from "./link.js";
import { KINDS } from "./model.js";
import type { Through } from "./rank.js";
import type { Contest, Results, Sum } from "./results.js";
import { ALL_REDUCE, ALONE } from "./ways.js";

/** What is asked of `Replicated` and `Sharded`, over MPI's all-reduce and the update, and of the kernel at two blocks. */
export const ASKED = { most: 1.15, at: [1e6, 1e7], sum: 0.4 };

export function contest({ n, ranks, rounds, ways }: Contest): string {
  const base = ways[ALL_REDUCE];
  const lines = Object.entries(ways).map(([name, { least, median }]) => {
    const times = `${short(least).padStart(8)} ${short(median).padStart(8)}`;
    const ratios = `${(least / base.least).toFixed(2)}× ${(median / base.median).toFixed(2)}×`;
    return `  ${name.padEnd(30)} ${times}   ${ratios}`;
  });
  return [`${sizeOf(n)} float32, ${ranks} ranks, ${rounds} rounds: ms, least and median`, ...lines].join("\n");
}

export function sum({ blocks, n, ways }: Sum): string {
  const each = Object.entries(ways).map(([name, { least, median }]) => `${name} ${short(least)} (${short(median)})`);
  return `sum of ${blocks} blocks of ${sizeOf(n)}: ns an element, least and median: ${each.join(", ")}`;
}

export function bandwidths(links: Results["links"]): string {
  return Object.entries(links)
    .map(([name, { exchange, bandwidth }]) => {
      const rates = BLOCK_BYTES.map(
        (bytes) => `${bytes / 1024} kB ${bandwidth[bytes].most} (${bandwidth[bytes].median})`,
      );
      return `${name}: an exchange ${exchange.least} µs (${exchange.median}); GB/s of blocks: ${rates.join(", ")}`;
    })
    .join("\n");
}

export function through({ ranks, n, steps, each, results }: Through): string {
  const bits = results === 1 ? "one result" : `${results} RESULTS`;
  return `${ranks} ranks went through ${steps} steps of ${sizeOf(n)}, ${short(each)} ms each, with ${bits}`;
}

/** A line for what is asked and not met, and for where MPI's own are faster; by the least times. */
export function verdicts({ contests, sums, through: { results } }: Results): string[] {
  const lines: string[] = [];
  for (const { n, ways } of contests) {
    const rivals = Object.entries(ways).filter(([name]) => name !== ALONE && !KINDS.some((kind) => kind === name));
    const [fastest, { least }] = rivals.reduce((best, rival) => (rival[1].least < best[1].least ? rival : best));
    for (const kind of KINDS) {
      const ratio = ways[kind].least / ways[ALL_REDUCE].least;
      if (ASKED.at.includes(n)) lines.push(verdict(`${kind} over ${ALL_REDUCE} at ${sizeOf(n)}`, ratio, ASKED.most));
      const share = least / ways[kind].least;
      if (share < 0.995) lines.push(`${kind} at ${sizeOf(n)} has ${share.toFixed(2)} of the speed of ${fastest}`);
    }
  }
  for (const { blocks, ways } of sums)
    if (blocks === 2) lines.push(verdict("ns an element of the sum of 2 blocks", ways.wasm.least, ASKED.sum));
  lines.push(verdict("results of the ranks that go through", results, 1));
  return lines;
}

function verdict(what: string, value: number, most: number): string {
  return `${value <= most ? "met" : "NOT MET"}: ${what}: asked ≤ ${most}, was ${short(value)}`;
}

export function sizeOf(n: number): string {
  return n.toExponential(0).replace("+", "");
}
