import { fullOf } from "./full.js";
import { bytesOf } from "./hex.js";
import kernels from "./kernels.js";
import type { Element, Floats, Rule } from "../rule.js";

export type BackendName = "wasm" | "js";

/** Where kernels run. */
export interface Backend {
  readonly name: BackendName;
  /** A memory of `bytes`, all zero, never grown, and the kernels that work on it. */
  create(bytes: number): Machine;
}

export type Heaps = Readonly<Record<Element, Floats>>;

export function heapsOn(buffer: ArrayBufferLike): Heaps {
  return { 4: new Float32Array(buffer), 8: new Float64Array(buffer) };
}

export interface Machine {
  /** The whole memory as numbers of each type. */
  readonly heaps: Heaps;
  kernel(source: KernelSource, element: Element, full: boolean): Kernel;
  /** Adds the squares of `count` elements from position `at` on to eight sums at the heap's beginning; `place` counts all elements. */
  squares(element: Element): (at: number, count: number, sums: number, place: number) => void;
  /** What one element adds to a position that a kernel takes. */
  unit(element: Element): number;
}

/** Takes the positions of params, grads and each slot, the number of elements, and the position of the coefficients. */
export type Kernel = (ranges: readonly number[]) => void;
export type KernelSource = Pick<Rule<never>, "kernel" | "single" | "double">;

/** One page under 4 GiB, so that the end of the last range is still a 32-bit number. */
export const MEMORY_LIMIT = 65_535 * 65_536;
export const PAGE = 65_536;

/** `wasm` where it compiles, else `js`. */
export const AUTO = "";

export function backendFor(wish: BackendName | typeof AUTO): Backend {
  if (wish === "js") return js;
  wasm ??= compile();
  if ("create" in wasm) return wasm;
  if (wish === AUTO) return js;
  throw new TypeError(
    `backend "wasm" does not run here: ${wasm.refusal}. Leave backend out for "js" ` +
      `or allow 'wasm-unsafe-eval'`,
  );
}

let wasm: Backend | { refusal: unknown } | undefined;

export type Exports = Readonly<Record<string, (...ranges: number[]) => void>>;

/** A kernel's name among the exports of the module. */
export function exportName(source: KernelSource, element: Element, full: boolean): string {
  return `${source.kernel}${full ? "_full" : ""}_f${8 * element}`;
}

/** A call with as many arguments as the kernel takes: spreading them costs 7 ns more. */
export function calling(kernel: (...ranges: number[]) => void): Kernel {
  if (kernel.length < 5) return (r) => kernel(r[0], r[1], r[2], r[3]);
  if (kernel.length < 6) return (r) => kernel(r[0], r[1], r[2], r[3], r[4]);
  if (kernel.length < 7) return (r) => kernel(r[0], r[1], r[2], r[3], r[4], r[5]);
  return (r) => kernel(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]);
}

function compile(): Backend | { refusal: unknown } {
  try {
    // The build for edge runtimes, which compile nothing at run time, imports a module here.
    const module = typeof kernels === "string" ? new WebAssembly.Module(bytesOf(kernels)) : (kernels as WebAssembly.Module);
    const create = (bytes: number): Machine => {
      const memory = new WebAssembly.Memory({ initial: bytes / PAGE, maximum: bytes / PAGE });
      const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
      return {
        heaps: heapsOn(memory.buffer),
        kernel: (source, element, full) => calling(exports[exportName(source, element, full)]),
        squares: (element) => exports[`squares_f${8 * element}`],
        unit: (element) => element,
      };
    };
    create(PAGE); // Under a strict CSP WebKit refuses here, the others at the module.
    return { name: "wasm", create };
  } catch (refusal) {
    return { refusal };
  }
}

const js: Backend = {
  name: "js",
  create(bytes) {
    const heaps = heapsOn(new ArrayBuffer(bytes));
    return {
      heaps,
      kernel: (source, element, full) => {
        const x = heaps[element];
        const plain: Kernel = x instanceof Float32Array ? (ranges) => source.single(x, ...ranges) : (ranges) => source.double(x as Float64Array, ...ranges);
        return full ? fullOf(plain, x) : plain;
      },
      squares: (element) => (at, count, _sums, place) => squares(heaps[element], at, count, heaps[8], place),
      unit: () => 1,
    };
  },
};

/** The kernel of that name in JavaScript. */
function squares(x: Floats, at: number, count: number, sums: Floats, place: number): void {
  for (let i = 0; i < count; i++) sums[(place + i) & 7] += x[at + i] * x[at + i];
}
