import { own, readNumber, requireKnown } from "./options/read.js";

/** What one call of `update` may have beside. */
export interface UpdateOptions {
  /** What gradients are multiplied by first: 1 / loss scale, or 1 / micro-batches. Default 1. */
  gradScale?: number;
}

/** How `allocate` takes a model that it knows. */
export interface AllocateOptions {
  /** Whether names that have state begin anew, with state and counts of zero. Default false. */
  fresh?: boolean;
}

/** @internal */
export function readScale(options: unknown): number {
  requireKnown("update", UPDATE, options);
  const { gradScale = 1 } = own(options);
  return readNumber("gradScale", UPDATE.gradScale, gradScale);
}

/** @internal */
export const ALLOCATE = { fresh: { default: false, flag: true } } as const;

const UPDATE = { gradScale: { default: 1, min: -Infinity } };
