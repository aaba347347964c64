import { decode, save } from "../../checkpoint/index.js";
import { shapesOf, type Leaf } from "./differences.js";
import type { RoundsOptions } from "./options.js";
import type { Terms } from "./records.js";
import { VERSION } from "./version.js";

/** An optimizer of ours, or a partition into some. */
export type AnyOptimizer = Parameters<typeof save>[0];

/** What this member has, and the others must have alike. */
export function termsOf(
  outer: AnyOptimizer,
  leaves: readonly Leaf[],
  { every, quorum, type }: Required<RoundsOptions>,
): Terms {
  const options = JSON.stringify({ every, quorum, type, outer: settingsOf(outer) });
  return { version: VERSION, options, shapes: shapesOf(leaves) };
}

/** What of an outer optimizer decides about the bits: its class and options, without schedules' functions. */
function settingsOf(outer: AnyOptimizer): Record<string, string> {
  const counts = /(^|\.)(iterations|skipped|microSteps|parameters|steps|carried|schedules|mode)$/;
  const { metadata } = decode(save(outer));
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !counts.test(name)));
}
