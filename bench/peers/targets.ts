import type { OptimizerName } from "./peer.js";
import { isMeasured, type CellResult } from "./results.js";
import { MAP } from "./sizes.js";

interface Target {
  readonly peer: string;
  readonly optimizer: OptimizerName;
  readonly label: string;
  readonly asked: number;
}

const TARGETS: readonly Target[] = [
  { peer: "tfjs-wasm", optimizer: "adam", label: MAP, asked: 1000 },
  { peer: "tfjs-cpu", optimizer: "adam", label: MAP, asked: 1000 },
  { peer: "tfjs-wasm", optimizer: "adam", label: "1e5", asked: 6 },
  { peer: "tfjs-wasm", optimizer: "momentum", label: "1e5", asked: 2.5 },
  { peer: "tfjs-wasm", optimizer: "sgd", label: "1e5", asked: 1.6 },
];

/** A line for each target that was measured. */
export function targets(cells: readonly CellResult[]): string[] {
  return TARGETS.flatMap(({ peer, optimizer, label, asked }) => {
    const result = cells.find((cell) => cell.optimizer === optimizer && cell.label === label)?.peers[peer];
    if (!isMeasured(result)) return [];
    const verdict = result.ratio >= asked ? "met" : "NOT MET";
    return [`${optimizer}, ${label}: ${peer} takes ${result.ratio}× as long; asked ${asked}×: ${verdict}`];
  });
}
