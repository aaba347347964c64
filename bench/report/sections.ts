import { ALLOCATED } from "../candidates.js";
import type { NativeCell, NativeResults } from "../native/results.js";
import type { Measured, Results as PeerResults, Skipped } from "../peers/results.js";
import type { Results } from "../results.js";

/** What bench/real writes, as far as the report reads it. */
export interface RealResults {
  readonly tasks: readonly {
    readonly task: string;
    readonly weights: number;
    readonly runs: Readonly<Record<string, { readonly seconds: number; readonly share: number; readonly ratio: number }>>;
    readonly sameBits: boolean;
  }[];
}

export function javascript({ cells }: Results): string {
  return section(
    "Against pure JavaScript",
    "Nanoseconds per element on arrays from `allocate`, and how many times longer the fastest JavaScript takes: for " +
      "float32 of loops over `Float32Array` and `number[]`, beside it of loops over `Float64Array`.",
    ["optimizer", "type", "n", "ns", "allocated ×", "caller's ×", "Float64Array ×", "fastest form"],
    cells.map((cell) => [
      cell.optimizer,
      cell.element,
      cell.label,
      (cell.candidates[ALLOCATED].ns / cell.n).toPrecision(3),
      times(cell.ratioAllocated),
      times(cell.ratioCaller),
      cell.ratioFloat64 === undefined ? "" : times(cell.ratioFloat64),
      cell.fastestJs,
    ]),
  );
}

export function threads({ cells }: Results): string {
  const shared = cells.filter(({ ratioThreads }) => ratioThreads !== undefined);
  return section(
    "Two threads",
    "How many times as fast a pool of two threads is as one thread, allocated.",
    ["optimizer", "type", "n", "two threads ×"],
    shared.map((cell) => [cell.optimizer, cell.element, cell.label, times(cell.ratioThreads ?? 0)]),
  );
}

export function native({ cells, compiler, torch }: NativeResults): string {
  const names = [...new Set(cells.flatMap(({ ratios }) => Object.keys(ratios)))];
  const note = "absent" in torch ? `PyTorch: ${torch.absent}.` : `PyTorch ${torch.version}, DeepSpeed ${torch.deepspeed}.`;
  return section(
    "Against C",
    `The same rules by ${compiler} over the same memory; C's time over that of an update (of the kernel's call alone): 1 is ` +
      `as fast as C. The last columns are the update's bandwidth and its share of the run's own memcpy. ${note}`,
    ["optimizer", "type", "n", ...names, "GB/s", "of copy"],
    cells.map((cell) => [cell.optimizer, cell.element, cell.label, ...names.map((name) => both(cell, name)), cell.gigabytesPerSecond.toFixed(0), cell.copyShare.toFixed(2)]),
  );
}

function both({ ratios, kernelRatios }: NativeCell, name: string): string {
  if (ratios[name] === undefined) return "";
  const kernel = kernelRatios[name];
  return ratios[name].median.toFixed(2) + (kernel === undefined ? "" : ` (${kernel.median.toFixed(2)})`);
}

export function peers({ peers: all, cells }: PeerResults): string {
  const names = all.map(({ name }) => name);
  const speed = section(
    "Against what a user would take instead",
    "How many times longer a step takes than here on allocated arrays; every peer with its own resident arrays.",
    ["optimizer", "n", ...names],
    cells.map((cell) => [cell.optimizer, cell.label, ...names.map((name) => peerText(cell.peers[name]))]),
  );
  const errors = section(
    "Whether they compute what they say",
    "The largest error after 10 steps against float64, as a share of the largest distance the rule moves a parameter.",
    ["peer", "version", "optimizer", "rule", "error", "finding"],
    all.flatMap(({ name, version, failure, correctness = [] }) =>
      failure === undefined
        ? correctness.map(({ optimizer, rule, error, finding }) => [name, version, optimizer, rule, error.toExponential(0), finding])
        : [[name, version, "", "", "", `does not run: ${failure}`]],
    ),
  );
  return `${speed}\n\n${errors}`;
}

function peerText(result: Measured | Skipped | undefined): string {
  if (result === undefined) return "";
  return "skipped" in result ? "–" : times(result.ratio);
}

export function real({ tasks }: RealResults): string {
  return section(
    "End to end",
    "Whole training runs, seconds, the optimizer's share of them, and how many times longer than with `wasm`.",
    ["task", "weights", "by", "seconds", "optimizer's share", "whole ×", "wasm and js end in the same bits"],
    tasks.flatMap(({ task, weights, runs, sameBits }) =>
      Object.entries(runs).map(([name, run]) => [task, String(weights), name, run.seconds.toFixed(2), `${(100 * run.share).toFixed(0)} %`, times(run.ratio), sameBits ? "yes" : "NO"]),
    ),
  );
}

export function losses({ cells }: Results, { cells: nativeCells }: NativeResults): string {
  const javascriptWins = cells.flatMap(({ optimizer, element, label, ratioAllocated, ratioCaller }) => [
    ...(ratioAllocated < 1 ? [`- ${optimizer} ${element}, n = ${label}, allocated: ${times(ratioAllocated)} pure JavaScript`] : []),
    ...(ratioCaller < 1 ? [`- ${optimizer} ${element}, n = ${label}, caller's arrays: ${times(ratioCaller)} pure JavaScript`] : []),
  ]);
  const cWins = nativeCells.flatMap(({ optimizer, element, label, ratios }) =>
    Object.entries(ratios)
      .filter(([, { median }]) => median < 0.95)
      .map(([name, { median }]) => `- ${optimizer} ${element}, n = ${label}: ${median.toFixed(2)} of the speed of ${name}`),
  );
  return ["## Where it loses", ...javascriptWins, ...cWins].join("\n");
}

function section(title: string, text: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  return `## ${title}\n\n${text}\n\n${lines.join("\n")}`;
}

function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)}×`;
}
