import type { Spread } from "../compare/rounds.js";
import { UPDATE, type Contest, type NativeCell } from "./results.js";

const WIDTH = 19;

/** `labels` are the instruction sets', the narrowest, as wide as WebAssembly's, first. */
export function nativeHeader(labels: readonly string[]): string {
  const titles = [...labels.map((label) => `update/${label}`), `kernel/${labels[0]}`, "GB/s", "share of copy's"];
  return (
    "The share of C's speed: C's time over ours, median (quartiles) of one run in turns. `update` is what a user calls, " +
    "`kernel` its call into WebAssembly alone.\n\n" +
    `${name("optimizer", "type", "n")}  ns/element${titles.map((title) => title.padStart(WIDTH)).join("")}`
  );
}

export function nativeLine(cell: NativeCell, labels: readonly string[], elements: number): string {
  const shares = [...labels.map((label) => cell.ratios[label]), cell.kernelRatios[labels[0]]];
  const columns = [
    ...shares.map((share) => (share === undefined ? "" : written(share))),
    cell.gigabytesPerSecond.toPrecision(3),
    `${cell.copyShare.toFixed(2)} of ${cell.copyGigabytesPerSecond.toPrecision(3)}`,
  ];
  const time = (cell.times[UPDATE].median / elements).toPrecision(3);
  return `${name(cell.optimizer, cell.element, cell.label)}${time.padStart(12)}${columns.map((column) => column.padStart(WIDTH)).join("")}`;
}

export const torchHeader = "PyTorch's time over that of update, median (quartiles) of one run in turns: above 1 we are faster.\n";

export function torchLines(contest: Contest): string {
  const lines = Object.entries(contest.ratios).map(([form, share]) => `  ${form.padEnd(34)} ${written(share).padStart(WIDTH + 8)}`);
  return [name(contest.optimizer, contest.element, contest.label), ...lines].join("\n");
}

function name(optimizer: string, element: string, label: string): string {
  return `${optimizer.padEnd(10)}${element.padEnd(5)}${label.padStart(6)}`;
}

function written({ median, low, high }: Spread): string {
  return `${short(median)} (${short(low)}–${short(high)})`;
}

function short(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}
