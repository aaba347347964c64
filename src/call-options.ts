import type { Internals } from "./internals.js";
import type { Shard } from "./memory/layout.js";
import { complain, isWhole } from "./options/messages.js";
import { own, readNumber, requireKnown } from "./options/read.js";
import type { Examined } from "./step/norm.js";

/** What one call of `update` may have beside. */
export interface UpdateOptions {
  /** What gradients are multiplied by first: 1 / loss scale, or 1 / micro-batches. Default 1. */
  gradScale?: number;
  /**
   * What `examine` gave, or `together` of what it gave in several places: `clipNorm` and `nonFinite` go by it. Default: the
   * gradients given are looked at, but for a shard, whose are a part. Not with both `accumulate` and `clipNorm`.
   */
  examined?: Examined;
}

/** How `allocate` takes a model that it knows. */
export interface AllocateOptions {
  /** Whether names that have state begin anew, with state and counts of zero. Default false. */
  fresh?: boolean;
  /**
   * Whole parameters and gradients, and state for one part of `size` alone: elements from n·rank/size on to the next's, in the
   * order of the model. An update moves that part, with `clipNorm` or `nonFinite` by what is `examined`. For rules of elements, and
   * an optimizer that is new. Default: all of it.
   */
  shard?: { rank: number; size: number };
}

/** @internal */
export function readScale(options: unknown, known: object = UPDATE): number {
  requireKnown("update", known, options);
  const { gradScale = 1, examined } = own(options as UpdateOptions);
  if (examined && !(examined.finite ? examined.sumOfSquares >= 0 : examined.finite === false))
    complain("examined", "what examine gives", examined);
  return readNumber("gradScale", UPDATE.gradScale, gradScale);
}

/** @internal */
export function requireShard({ title, store, counts }: Internals, shard: unknown): asserts shard is Shard {
  const { rank, size } = Object(shard) as Shard;
  const { kernels } = store.layout;
  if (!isWhole(rank) || !isWhole(size) || rank >= size || kernels.stepsOf || counts.passes || store.tensors.size > 0)
    complain("shard", `{ rank, size } of a new, elementwise ${title}`, shard);
}

/** @internal */
export const ALLOCATE = { fresh: { default: false, flag: true }, shard: { default: undefined } } as const;

const UPDATE = { gradScale: { default: 1, min: -Infinity }, examined: { default: undefined } };
