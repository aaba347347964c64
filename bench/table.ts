import { ALLOCATED, CALLERS } from "./candidates.js";
import type { CellResult } from "./results.js";

const COLUMNS: readonly { readonly title: string; readonly width: number; readonly text: (cell: CellResult) => string }[] = [
  { title: "optimizer", width: -9, text: ({ optimizer }) => optimizer },
  { title: "type", width: -4, text: ({ element }) => element },
  { title: "n", width: 6, text: ({ label }) => label },
  { title: "µs/step", width: 9, text: (cell) => (cell.candidates[ALLOCATED].ns / 1000).toPrecision(3) },
  { title: "allocated", width: 10, text: (cell) => perElement(cell, ALLOCATED) },
  { title: "caller's", width: 9, text: (cell) => perElement(cell, CALLERS) },
  { title: "best JS", width: 8, text: (cell) => perElement(cell, cell.fastestJs) },
  { title: "allocated ×", width: 13, text: ({ ratioAllocated }) => ratioAllocated.toFixed(2) },
  { title: "caller's ×", width: 12, text: ({ ratioCaller }) => ratioCaller.toFixed(2) },
  { title: "/Float64Array ×", width: 15, text: ({ ratioFloat64 }) => ratioFloat64?.toFixed(2) ?? "" },
  { title: "by name ×", width: 10, text: ({ ratioByName }) => ratioByName?.toFixed(2) ?? "" },
  { title: "number[] ×", width: 11, text: ({ ratioNumbers }) => ratioNumbers.toFixed(2) },
  { title: "caller's/allocated", width: 19, text: ({ callersTime }) => callersTime.toFixed(2) },
  { title: "2 threads ×", width: 12, text: ({ ratioThreads }) => ratioThreads?.toFixed(2) ?? "" },
  { title: "GB/s", width: 6, text: ({ gigabytesPerSecond }) => gigabytesPerSecond.toPrecision(3) },
  { title: "of copy's", width: 10, text: ({ copyShare }) => copyShare.toFixed(2) },
  { title: "   fastest form", width: -1, text: ({ fastestJs }) => `   ${fastestJs}` },
];

export const header = `nanoseconds per element; × = how many times longer the fastest JavaScript takes;\n` +
  `number[] × = the same among loops over number[] and against the library on those; of copy's = the share of a copy's bandwidth\n\n${written((column) => column.title)}`;

export function line(cell: CellResult): string {
  return written((column) => column.text(cell));
}

/** The cells where JavaScript is faster. */
export function losses(results: readonly CellResult[]): string {
  const lost = results.flatMap(({ optimizer, element, label, ratioAllocated, ratioCaller, ratioNumbers }) => [
    ...(ratioAllocated < 1 ? [`  ${optimizer} ${element} ${label}, allocated: ${ratioAllocated.toFixed(2)}×`] : []),
    ...(ratioCaller < 1 ? [`  ${optimizer} ${element} ${label}, caller's arrays: ${ratioCaller.toFixed(2)}×`] : []),
    ...(ratioNumbers < 1 ? [`  ${optimizer} ${element} ${label}, number[]: ${ratioNumbers.toFixed(2)}×`] : []),
  ]);
  return lost.length === 0 ? "JavaScript is faster nowhere." : `JavaScript is faster here:\n${lost.join("\n")}`;
}

function perElement({ candidates, n }: CellResult, name: string): string {
  return (candidates[name].ns / n).toPrecision(3);
}

function written(text: (column: (typeof COLUMNS)[number]) => string): string {
  return COLUMNS.map((column) => aligned(text(column), column.width)).join(" ");
}

function aligned(text: string, width: number): string {
  return width < 0 ? text.padEnd(-width) : text.padStart(width);
}
