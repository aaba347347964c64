import type { Element, Floats } from "../numbers.js";
import { js } from "./js.js";
import type { Kernels, Pass, RuleKernels, Wasm } from "./kernels.js";
import { wasm } from "./wasm.js";

export type BackendName = "wasm" | "js";

/** Where kernels run. */
export interface Backend {
  readonly name: BackendName;
  /** A memory of `bytes`, all zero, never grown, and what works on it. */
  create(bytes: number): Machine;
}

export type Heaps = Readonly<Record<Element, Floats>>;

export interface Machine {
  /** The whole memory as numbers of each type. */
  readonly heaps: Heaps;
  readonly integers: Int32Array;
  /** What one element adds to a position that a kernel takes. */
  unit(element: Element): number;
  /** A rule's kernels, instantiated at first use. */
  rule(kernels: Kernels, element: Element): RuleKernels;
  /** What is not a rule, instantiated at first use. */
  pass<Functions>(pass: Pass<Functions>, element: Element): Functions;
}

/** `wasm` where it compiles, else `js`. */
export const AUTO = "";

/** The backend for a rule's modules. */
export function backendFor(wish: BackendName | typeof AUTO, source: Wasm): Backend {
  if (wish === "js") return js;
  const found = wasm(source);
  if ("create" in found) return found;
  if (wish === AUTO) return js;
  throw new TypeError(
    `backend "wasm" does not run here: ${found.refusal}. Leave backend out for "js" or allow 'wasm-unsafe-eval'`,
  );
}
