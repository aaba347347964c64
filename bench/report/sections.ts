import { ALLOCATED } from "../candidates.js";
import type { NativeCell, NativeResults } from "../native/results.js";
import type { Measured, Results as PeerResults, Skipped } from "../peers/results.js";
import type { Results } from "../results.js";
import { section, times } from "./markdown.js";

/** What bench/real writes, as far as the report reads it. */
export interface RealResults extends Pick<Results, "machine" | "date"> {
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
      "float32 of loops over `Float32Array` and `number[]`, beside it of loops over `Float64Array`. By name: the fastest that " +
      "goes through a map by name.",
    ["optimizer", "type", "n", "ns", "allocated ×", "caller's ×", "by name ×", "Float64Array ×", "fastest form"],
    cells.map((cell) => [
      cell.optimizer,
      cell.element,
      cell.label,
      (cell.candidates[ALLOCATED].ns / cell.n).toPrecision(3),
      times(cell.ratioAllocated),
      times(cell.ratioCaller),
      cell.ratioByName === undefined ? "" : times(cell.ratioByName),
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
  const note = "absent" in torch ? ` PyTorch: ${torch.absent}.` : "";
  return section(
    "Against C",
    `The same rules by ${compiler} over the same memory; C's time over that of an update (of the kernel's call alone): 1 is ` +
      `as fast as C. The last columns are the update's bandwidth and its share of the run's own memcpy.${note}`,
    ["optimizer", "type", "n", ...names, "GB/s", "of copy"],
    cells.map((cell) => [cell.optimizer, cell.element, cell.label, ...names.map((name) => both(cell, name)), cell.gigabytesPerSecond.toFixed(0), cell.copyShare.toFixed(2)]),
  );
}

/** PyTorch's forms; empty without PyTorch. */
export function pytorch({ torch }: NativeResults): string {
  if ("absent" in torch) return "";
  const forms = [...new Set(torch.cells.flatMap(({ ratios }) => Object.keys(ratios).map(bare)))];
  return section(
    "Against PyTorch",
    `PyTorch ${torch.version}; DeepSpeed ${torch.deepspeed}. Its time over that of our update on one thread: above 1 we are faster.`,
    ["optimizer", "n", ...forms],
    torch.cells.map(({ optimizer, label, ratios }) => {
      const own = Object.fromEntries(Object.entries(ratios).map(([form, { median }]) => [bare(form), times(median)]));
      return [optimizer, label, ...forms.map((form) => own[form] ?? "")];
    }),
  );
}

/** "SGD fused, 1 thread" without the optimizer's name. */
function bare(form: string): string {
  return form.replace(/^\S+ /, "");
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
