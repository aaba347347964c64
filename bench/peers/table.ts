import { isMeasured, type CellResult, type PeerResult } from "./results.js";

const COLUMNS = ["optimizer", "n", "peer", "µs/step", "quartiles", "ns/param", "× ours", "error", ""];
const WIDTHS = [-9, 6, -10, 10, 17, 9, 9, 8, -1];

export const header = `medians of interleaved rounds, everyone's values in its own memory; error: after 10 steps, against float64\n\n${line(COLUMNS)}`;

/** A line for each peer in the cell, ours first. */
export function linesOf({ optimizer, label, n, peers }: CellResult, all: readonly PeerResult[]): string[] {
  return Object.entries(peers).map(([name, result]) => {
    const checked = all.find((peer) => peer.name === name)?.correctness?.find((one) => one.optimizer === optimizer);
    const accuracy = [checked?.error.toExponential(0) ?? "", checked?.finding ?? ""];
    if (!isMeasured(result)) return line([optimizer, label, name, "–", result.skipped, "", "", ...accuracy]);
    const micros = (ns: number) => readable(ns / 1000);
    return line([
      optimizer,
      label,
      name,
      micros(result.ns),
      `${micros(result.low)} – ${micros(result.high)}`,
      readable(result.ns / n),
      readable(result.ratio),
      ...accuracy,
    ]);
  });
}

/** What was seen of each peer beside its times. */
export function remarksOf(peers: readonly PeerResult[]): string[] {
  return peers.flatMap(({ name, version, failure, holds, remarks = [] }) => [
    `${name} ${version}: ${failure === undefined ? `holds ${holds}` : `DOES NOT RUN: ${failure}`}`,
    ...remarks.map((remark) => `  ${remark}`),
  ]);
}

export function readable(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

function line(texts: readonly string[]): string {
  const aligned = texts.map((text, k) => (WIDTHS[k] < 0 ? text.padEnd(-WIDTHS[k]) : text.padStart(WIDTHS[k])));
  return aligned.join("  ").trimEnd();
}
