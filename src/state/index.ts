import type { ParamValue } from "../model/types.js";
import { internalsOf, partedOf, within } from "../internals.js";
import type { Optimizer } from "../optimizer.js";
import type { Partition } from "../partition/partition.js";
import { forgetNames, renameAll } from "./names.js";
import { goOn, goOnAll } from "./restore.js";
import { gatherRows } from "./rows.js";
import { take, takeAll, type PartitionSnapshot, type Snapshot } from "./snapshot.js";

export type { PartitionSnapshot, Snapshot } from "./snapshot.js";

/**
 * Copies of all that an optimizer has gathered, and its options: plain objects, texts, numbers and arrays of their own,
 * which `structuredClone`, `postMessage` and IndexedDB take. The parameters are not in it. Throws a `TypeError` while
 * averages are swapped in.
 */
export function snapshot(optimizer: Optimizer): Snapshot;
/** The same of a partition: its parts' snapshots, and its counts. */
export function snapshot(partition: Partition): PartitionSnapshot;
export function snapshot(given: Optimizer | Partition): Snapshot | PartitionSnapshot {
  const all = partedOf(given);
  return all ? all.during("snapshot", () => takeAll(all)) : within("snapshot", given as Optimizer, take);
}

/**
 * Goes on from a snapshot, as `load` does from a file: state is matched by name, numbers take the snapshot's values, and
 * schedules, `nonFinite`, `clipNorm` and `clipValue` given here stay. The parameters' values are the caller's to put
 * back. Throws, saying what is wrong, before anything is changed; also after a torn step.
 *
 * Arrays of numbers may be lists, as JSON has them. A snapshot of a shard goes into one of the same rank and size alone.
 */
export function restore(optimizer: Optimizer, from: Snapshot): void;
/** The same of a partition, with as many parts of the same classes and names: all of them go on, or none. */
export function restore(partition: Partition, from: PartitionSnapshot): void;
export function restore(given: Optimizer | Partition, from: Snapshot | PartitionSnapshot): void {
  const all = partedOf(given);
  if (all) all.during("restore", () => goOnAll(all, from), true);
  else within("restore", given as Optimizer, (into) => goOn(into, from), true);
}

/**
 * Has parameters go on under other names: state, averages, accumulated gradients and counts are those of the new name
 * from here on. Names may be exchanged. A parameter takes the options of the groups that match its new name. Throws a
 * `TypeError` or `RangeError` before anything is changed.
 *
 * Arrays from `allocate` stay in the optimizer's memory: put them into maps with the new names. Where other groups match
 * the new name the state moves to another memory, and the arrays are like the caller's own until allocated again.
 *
 * @example rename(optimizer, { "head.W": "old.W", "next.W": "head.W" });
 */
export function rename(optimizer: Optimizer, names: Readonly<Record<string, string>>): void {
  renameAll(internalsOf("rename", optimizer), names);
}

/**
 * Drops state, averages, accumulated gradients and counts of these parameters: the next update that has one begins it
 * anew, in any type and length. The others go on as they are. Throws a `TypeError` or `RangeError` before anything is
 * changed.
 *
 * Arrays from `allocate` under these names are like the caller's own from here on, until allocated again.
 *
 * @example forget(optimizer, ["head.W", "head.b"]);
 */
export function forget(optimizer: Optimizer, names: readonly string[]): void {
  forgetNames(internalsOf("forget", optimizer), names);
}

/** How `takeRows` reads a table. */
export interface RowsOptions {
  /** Elements of a row. */
  width: number;
  /**
   * The parameter's new values. Needed where `emaDecay` keeps averages, or `lookahead` slow weights, and there are new rows,
   * which begin at them.
   * Default: none.
   */
  param?: ParamValue;
}

/**
 * Makes a table of rows of the table that was: its row k has the state, average and accumulated gradient that row
 * `rows[k]` had, or is new for −1, with a state of zero. Rows may be taken more than once, or not at all. Steps stay
 * counted. Throws a `TypeError` or `RangeError` before anything is changed.
 *
 * The parameter's values are the caller's: the next update must have an array of `rows.length` times `width`. An array
 * from `allocate` has the old length; allocate the new values, and they stay in the optimizer's memory.
 *
 * @example takeRows(optimizer, "E", [0, 2, 2, -1], { width: 64 });
 */
export function takeRows(optimizer: Optimizer, name: string, rows: ArrayLike<number>, options: RowsOptions): void {
  gatherRows(internalsOf("takeRows", optimizer), name, rows, options);
}
