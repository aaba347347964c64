import type { NativeCell, NativeResults } from "../native/results.js";
import type { CellResult, Results } from "../results.js";
import { grouped, range, times } from "./markdown.js";

const LARGE = ["4e6", "1e7"];

/** Where someone else is faster, in sentences made of the data. */
export function losses({ cells }: Results, { cells: nativeCells, torch }: NativeResults): string {
  return [
    "## Where it loses",
    ...javascript(cells),
    ...sets(nativeCells).flatMap((set) => c(set, nativeCells)),
    ...double(cells),
    ...("absent" in torch ? [] : pytorch(torch.cells)),
  ].join("\n\n");
}

/** By the kind of array and the cell: who wins there against us. */
function javascript(cells: readonly CellResult[]): string[] {
  const kinds: [string, (cell: CellResult) => number][] = [
    ["Allocated arrays", ({ ratioAllocated }) => ratioAllocated],
    ["The caller's typed arrays", ({ ratioCaller }) => ratioCaller],
    ["The caller's `number[]`, against loops over those", ({ ratioNumbers }) => ratioNumbers],
  ];
  return kinds.flatMap(([kind, ratio]) => {
    const lost = cells.filter((cell) => ratio(cell) < 1);
    if (lost.length === 0) return [];
    const places = [...grouped(lost, ({ element, label }) => `${element}, n = ${label}`)].map(
      ([place, there]) => `- ${place}: ${there.map((cell) => `${cell.optimizer} ${times(ratio(cell))}`).join(", ")}`,
    );
    return [`**${kind}**: the fastest JavaScript is faster, ours is so many times its speed:`, places.join("\n")];
  });
}

function sets(cells: readonly NativeCell[]): string[] {
  return [...new Set(cells.flatMap(({ ratios }) => Object.keys(ratios)))];
}

/** The share of C's speed, apart for what fits the caches and what does not, and for each element type. */
function c(set: string, cells: readonly NativeCell[]): string[] {
  const parts = [...grouped(cells, ({ element, label }) => `${element}, n = ${LARGE.includes(label) ? "1e7" : element === "f32" ? "1e3 to 1e6" : label}`)];
  const lines = parts.flatMap(([place, there]) => {
    const share = (cell: NativeCell) => cell.ratios[set].median;
    if (!there.some((cell) => share(cell) < 0.95)) return [];
    const each = [...grouped(there, ({ optimizer }) => optimizer)].map(([optimizer, own]) => `${optimizer} ${range(own.map(share))}`);
    return [`- ${place}: ${each.join(", ")}`];
  });
  if (lines.length === 0) return [];
  const reason = set.startsWith("SSE") ? "vectors as wide as WebAssembly's; at 1e3 the rest is the call" : "wider vectors, which WebAssembly has not";
  return [`**C with ${set}** (${reason}): our share of its speed:`, lines.join("\n")];
}

function double(cells: readonly CellResult[]): string[] {
  const ratios = cells.filter(({ element }) => element === "f64").map(({ ratioAllocated }) => ratioAllocated);
  const single = cells.filter(({ element, label }) => element === "f32" && label === "1e5").map(({ ratioAllocated }) => ratioAllocated);
  if (ratios.length === 0 || single.length === 0) return [];
  return [
    `**float64** gains least: two numbers to a vector make it ${range(ratios, times)} as fast as the fastest JavaScript at 1e5, ` +
      `where float32 is ${range(single, times)}.`,
  ];
}

function pytorch(cells: readonly { optimizer: string; label: string; ratios: Readonly<Record<string, { readonly median: number }>> }[]): string[] {
  const lost = cells.flatMap(({ optimizer, label, ratios }) =>
    Object.entries(ratios)
      .filter(([, { median }]) => median < 0.95)
      .map(([form, { median }]) => ({ form, text: `${optimizer} at ${label} ${median.toFixed(2)}` })),
  );
  if (lost.length === 0) return [];
  const lines = [...grouped(lost, ({ form }) => form)].map(([form, there]) => `- ${form}: ${there.map(({ text }) => text).join(", ")}`);
  return ["**PyTorch** against one thread of ours: our share of its speed:", lines.join("\n")];
}
