import type { EnsembleResult } from "./ensemble.js";
import type { Row } from "./race.js";

export type Column<Of> = readonly [title: string, cell: (row: Of) => string];

const COLUMNS: readonly Column<Row>[] = [
  ["optimizer", ({ optimizer }) => optimizer],
  ["rate", ({ lr }) => String(lr)],
  ["training loss", ({ loss }) => loss.toFixed(4)],
  ["test accuracy", ({ accuracy }) => percent(accuracy)],
  ["wasm µs/step", ({ wasmMicros }) => wasmMicros.toFixed(1)],
  ["js µs/step", ({ jsMicros }) => jsMicros.toFixed(1)],
  ["js/wasm", ({ wasmMicros, jsMicros }) => `${(jsMicros / wasmMicros).toFixed(1)}×`],
  ["same bits", ({ sameBits }) => (sameBits ? "yes" : "NO")],
];

/** The rows in aligned columns under a heading. */
export function formatTable(rows: readonly Row[]): string {
  return inColumns(rows, COLUMNS);
}

export function inColumns<Of>(rows: readonly Of[], all: readonly Column<Of>[]): string {
  const columns = all.map(([title, cell], index) => {
    const cells = [title, ...rows.map(cell)];
    const width = Math.max(...cells.map((text) => text.length));
    const aligned = cells.map((text) => (index === 0 ? text.padEnd(width) : text.padStart(width)));
    return aligned.toSpliced(1, 0, "─".repeat(width));
  });
  return columns[0].map((_, line) => columns.map((column) => column[line]).join("  ")).join("\n");
}

export function formatEnsemble({ networks, single, together }: EnsembleResult): string {
  return `Ensemble of ${networks} by Adam: alone ${percent(single)} on average, together ${percent(together)}`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
