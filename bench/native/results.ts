import type { Cell } from "../cells.js";
import { ratio, spread, type Spread } from "../compare/rounds.js";
import type { Results } from "../results.js";
import type { Sameness } from "./same.js";

export const UPDATE = "wasm update";
export const KERNEL = "wasm kernel";
export const COPY = "copy";

export interface NativeResults {
  readonly date: string;
  readonly machine: Results["machine"];
  readonly quick: boolean;
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly same: readonly Sameness[];
  readonly cells: readonly NativeCell[];
  readonly torch: { readonly version: string; readonly deepspeed: string; readonly cells: readonly Contest[] } | { readonly absent: string };
}

/** Times of one run in turns, and everyone's time over ours. */
export interface Contest {
  readonly optimizer: string;
  readonly label: string;
  readonly element: Cell["element"];
  /** Nanoseconds per update. */
  readonly times: Readonly<Record<string, Spread>>;
  /** Everyone's time over that of `update`: above 1 we are faster, below 1 it is our share of their speed. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

export interface NativeCell extends Contest {
  /** Everyone's time over that of the kernel's call alone. */
  readonly kernelRatios: Readonly<Record<string, Spread>>;
  readonly gigabytesPerSecond: number;
  readonly copyGigabytesPerSecond: number;
  /** Our bandwidth over the copy's. */
  readonly copyShare: number;
}

export function contest(optimizer: string, { label, element }: Cell, taken: Record<string, number[]>): Contest {
  return {
    optimizer,
    label,
    element,
    times: Object.fromEntries(Object.entries(taken).map(([name, values]) => [name, spread(values)])),
    ratios: ratiosTo(UPDATE, taken),
  };
}

export function nativeCell(
  optimizer: string,
  cell: Cell,
  taken: Record<string, number[]>,
  bytes: { readonly update: number; readonly copy: number },
): NativeCell {
  const { [COPY]: copies, ...rest } = taken;
  const bandwidth = (moved: number, times: readonly number[]) => Number((moved / spread(times).median).toPrecision(4));
  const share = ratio(copies, taken[UPDATE]).median * (bytes.update / bytes.copy);
  return {
    ...contest(optimizer, cell, rest),
    kernelRatios: KERNEL in rest ? ratiosTo(KERNEL, rest) : {},
    gigabytesPerSecond: bandwidth(bytes.update, taken[UPDATE]),
    copyGigabytesPerSecond: bandwidth(bytes.copy, copies),
    copyShare: Number(share.toPrecision(4)),
  };
}

function ratiosTo(ours: string, taken: Record<string, number[]>): Record<string, Spread> {
  const others = Object.entries(taken).filter(([name]) => name !== UPDATE && name !== KERNEL);
  return Object.fromEntries(others.map(([name, values]) => [name, ratio(values, taken[ours])]));
}
