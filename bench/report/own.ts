import { verdicts } from "../bounds.js";
import { ALLOCATED, CALLERS, NUMBERS } from "../candidates.js";
import type { Results } from "../results.js";
import { ASKED, FUSED, PLAIN, SEPARATE, SINGLE, type TrainingResults } from "../training/results.js";
import { section, times } from "./markdown.js";

/** What is asked of the medians, and who keeps it. */
export function asked(results: Results, { cells }: TrainingResults): string {
  const fused = cells
    .filter(({ label }) => label in ASKED)
    .map(({ label, ratios }) => {
      const { median } = ratios[SEPARATE];
      const met = median >= ASKED[label];
      return [`one fused training step, times as fast as separate passes, n = ${label}`, `≥ ${ASKED[label]}`, met ? median.toFixed(3) : "", met ? "" : median.toFixed(3)];
    });
  return section(
    "What is asked",
    "Each optimizer's worst value, and the n it is of where there are several.",
    ["what", "asked", "met by", "not met by"],
    [...verdicts(results).map(({ what, asked: bound, met, missed }) => [what, bound, met.join(", "), missed.join(", ")]), ...fused],
  );
}

export function bandwidth({ cells }: Results): string {
  return section(
    "Bandwidth",
    "GB/s of an update on allocated arrays, each array's reads and writes counted once, and its share of what copying " +
      "one half to the other of as many bytes reached in the same run (`set` of a typed array). Over 1: an update finds " +
      "in the cache the lines it writes; a copy first brings them there.",
    ["optimizer", "type", "n", "GB/s", "copy's GB/s", "share"],
    cells
      .filter(({ n }) => n >= 1000)
      .map((cell) => [cell.optimizer, cell.element, cell.label, cell.gigabytesPerSecond.toFixed(0), cell.copyGigabytesPerSecond.toFixed(0), cell.copyShare.toFixed(2)]),
  );
}

export function callers({ cells }: Results): string {
  return section(
    "The caller's own arrays",
    "Nanoseconds per element; typed arrays' time over that of allocated ones; and for a map of `number[]` how many times " +
      "longer the fastest JavaScript on `number[]` takes.",
    ["optimizer", "type", "n", "allocated", "typed arrays", "over allocated", "number[]", "number[] ×"],
    cells.map((cell) => [
      cell.optimizer,
      cell.element,
      cell.label,
      ...[ALLOCATED, CALLERS].map((name) => (cell.candidates[name].ns / cell.n).toPrecision(3)),
      times(cell.callersTime),
      (cell.candidates[NUMBERS].ns / cell.n).toPrecision(3),
      times(cell.ratioNumbers),
    ]),
  );
}

export function overhead({ overhead: all }: Results): string {
  const shapes = Object.keys(all[0]?.allocated ?? {});
  return section(
    "Overhead",
    "Nanoseconds per update of 16 allocated elements in so many tensors; and per tensor of a caller's map of 100 × 4 " +
      "unchanged arrays, beside the three copies of a tensor that this needs; last, where each update has other gradient arrays.",
    ["optimizer", ...shapes.map((tensors) => `${tensors} × ${16 / Number(tensors)}`), "caller's, per tensor", "three copies", "beyond them", "other gradients"],
    all.map(({ optimizer, allocated, callers: perTensor, copies, beyondCopies, otherGrads }) => [
      optimizer,
      ...shapes.map((shape) => String(allocated[shape])),
      String(perTensor),
      String(copies),
      String(beyondCopies),
      String(otherGrads),
    ]),
  );
}

export function subnormals({ subnormals: all }: Results): string {
  return section(
    "Decayed state",
    "Three real updates, then 10,000 with zero gradients: microseconds of a step of 20,000 elements, against one with ordinary state.",
    ["optimizer", "type", "ordinary", "decayed", "ratio"],
    all.map(({ optimizer, element, ordinary, aged, ratio }) => [optimizer, element, (ordinary / 1000).toFixed(1), (aged / 1000).toFixed(1), ratio.toFixed(2)]),
  );
}

export function training({ cells, distances }: TrainingResults): string {
  return section(
    "Clip, Adam and average in one step",
    "Nanoseconds per element of `new Adam({ clipNorm, emaDecay })` on allocated arrays, and how many times longer the same " +
      "takes as separate passes in WebAssembly SIMD over the same memory: the norm (in float64 as here, or in float32), the " +
      `scaling, the update, the average. Both end within ${distances[SEPARATE]} units of the last place. The plain update's time ` +
      "over the fused one's shows what clipping and averaging add.",
    ["n", FUSED, SEPARATE, SINGLE, PLAIN],
    cells.map(({ label, n, times: taken, ratios }) => [
      label,
      (taken[FUSED].median / n).toPrecision(3),
      ...[SEPARATE, SINGLE, PLAIN].map((name) => times(ratios[name].median)),
    ]),
  );
}
