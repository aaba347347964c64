import type { Results as BenchResults } from "../results.js";
import type { Correctness } from "./correctness.js";
import type { OptimizerName } from "./peer.js";
import type { Timing } from "./rounds.js";

export interface Results {
  readonly date: string;
  readonly machine: BenchResults["machine"];
  readonly quick: boolean;
  readonly peers: readonly PeerResult[];
  readonly cells: readonly CellResult[];
}

export interface PeerResult {
  readonly name: string;
  readonly version: string;
  /** Why it is not in the cells, where it does not install or run. */
  readonly failure?: string;
  readonly holds?: string;
  readonly remarks?: readonly string[];
  readonly correctness?: readonly Correctness[];
}

export interface CellResult {
  readonly optimizer: OptimizerName;
  readonly label: string;
  /** Elements in the whole map. */
  readonly n: number;
  readonly peers: Readonly<Record<string, Measured | Skipped>>;
}

export interface Measured extends Timing {
  readonly nsPerParameter: number;
  /** How many times longer than this library on allocated arrays. */
  readonly ratio: number;
}

export interface Skipped {
  readonly skipped: string;
}

export function isMeasured(result: Measured | Skipped | undefined): result is Measured {
  return result !== undefined && "ns" in result;
}
