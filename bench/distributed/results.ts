import { readFileSync, writeFileSync } from "node:fs";
import type { Results as Whole } from "../harness/bench.js";
import type { Link } from "./link.js";
import type { Constants } from "./model.js";
import type { Through } from "./rank.js";

/** What was measured of one candidate: of times the least, which others on the machine cannot make less, and the median. */
export interface Measured {
  readonly least: number;
  readonly median: number;
}

/** Milliseconds of a step, of the slowest rank. */
export interface Contest {
  readonly ranks: number;
  readonly n: number;
  readonly rounds: number;
  readonly ways: Readonly<Record<string, Measured>>;
}

/** Nanoseconds an element. */
export interface Sum {
  readonly blocks: number;
  readonly n: number;
  readonly ways: Readonly<Record<string, Measured>>;
}

export interface Results extends Pick<Whole, "date" | "machine" | "quick"> {
  /** The version of Open MPI. */
  readonly mpi: string;
  readonly contests: readonly Contest[];
  readonly sums: readonly Sum[];
  readonly links: Readonly<Record<"mpi" | "threads" | "local", Link>>;
  readonly through: Through;
}

const FILE = new URL("../results/distributed.json", import.meta.url);

export function lastResults(): Results {
  return JSON.parse(readFileSync(FILE, "utf8")) as Results;
}

export function write(results: Results, file: string | URL = FILE): void {
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
}

/** Bytes of the blocks whose bandwidth counts: no cache keeps them. */
const LONG = 2 ** 24;
/** The case that the sum's time is of. */
const BLOCKS = 2;

/** What the model takes of this machine, for MPI in shared memory. */
export function constantsOf({ links, sums, contests }: Results, alone: string): Constants {
  const { mpi } = links;
  const { ways, blocks } = sums.find((sum) => sum.blocks === BLOCKS) as Sum;
  return {
    alpha: mpi.exchange.least / 1e6,
    bandwidth: mpi.bandwidth[LONG].most * 1e9,
    sum: ways.wasm.least / blocks / 1e9,
    update:
      Math.min(...contests.filter(({ n }) => n >= 1e6).map(({ n, ways: { [alone]: one } }) => one.least / n)) / 1000,
  };
}

export function measuredOf(values: readonly number[]): Measured {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, median] = [sorted[0], sorted[sorted.length >> 1]].map((value) => Number(value.toPrecision(3)));
  return { least, median };
}
