import type { Element, Floats } from "../numbers.js";
import type { Kernels, Pass, RuleKernels } from "./kernels.js";

/** Where the arithmetic runs: in wasm kernels, or in JavaScript. */
export type BackendName = "wasm" | "js";

/** Where kernels run. */
export interface Backend {
  readonly name: BackendName;
  /** Whether there are few memories, so that small maps share one. */
  readonly isScarce: boolean;
  /** Bytes of each memory in which rows are brought together. */
  readonly scratch: number;
  /** A memory of `bytes`, all zero, never grown, and what works on it. */
  create(bytes: number): Machine;
}

export type Heaps = Readonly<Record<Element, Floats>>;

export interface Machine {
  /** The whole memory as numbers of each type. */
  readonly heaps: Heaps;
  /** Whether the memory can be transferred, and is lost then: an engine keeps hold of a module's. */
  readonly isLosable: boolean;
  /** What one element adds to a position that a kernel takes. */
  unit(element: Element): number;
  /** A rule's kernels, instantiated at first use. */
  rule(kernels: Kernels, element: Element): RuleKernels;
  /** What is not a rule, instantiated at first use. */
  pass<Functions>(pass: Pass<Functions>, element: Element): Functions;
}

/** A memory as numbers of each type. */
export function heapsOn(buffer: ArrayBufferLike): Heaps {
  return { 4: new Float32Array(buffer), 8: new Float64Array(buffer) };
}
