import kernels from "./kernels.js";
import type { Element, Floats, Rule } from "./rule.js";

export type BackendName = "wasm" | "js";

/** Where kernels run. */
export interface Backend {
  readonly name: BackendName;
  /** A memory of `bytes`, all zero, never grown, and the kernels that work on it. */
  create(bytes: number): Machine;
}

export interface Machine {
  readonly buffer: ArrayBuffer;
  kernel(rule: KernelSource, element: Element): Kernel;
  /** What one element adds to a position that a kernel takes. */
  unit(element: Element): number;
}

/** Takes the positions of params, grads and each slot, the number of elements, and the position of the coefficients. */
export type Kernel = (...ranges: number[]) => void;
export type KernelSource = Pick<Rule<never>, "kernel" | "scalar">;

/** One page under 4 GiB, so that the end of the last range is still a 32-bit number. */
export const MEMORY_LIMIT = 65_535 * 65_536;
export const PAGE = 65_536;

/** The backend asked for; without a wish `wasm` where it compiles, else `js`. */
export function backendFor(wish: BackendName | undefined): Backend {
  if (wish === "js") return js;
  wasm ??= compile();
  if ("create" in wasm) return wasm;
  if (wish === undefined) return js;
  throw new TypeError(
    `backend "wasm" does not run here: ${wasm.refusal}. Leave backend out to fall back to "js"; ` +
      `under a Content-Security-Policy, add 'wasm-unsafe-eval' to script-src`,
  );
}

let wasm: Backend | { refusal: unknown } | undefined;

function compile(): Backend | { refusal: unknown } {
  try {
    // The build for edge runtimes, which compile nothing at run time, imports a module here.
    const module = typeof kernels === "string" ? new WebAssembly.Module(bytesOf(kernels)) : (kernels as WebAssembly.Module);
    const create = (bytes: number): Machine => {
      const memory = new WebAssembly.Memory({ initial: bytes / PAGE, maximum: bytes / PAGE });
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      return {
        buffer: memory.buffer,
        kernel: (rule, element) => exports[`${rule.kernel}_f${8 * element}`] as Kernel,
        unit: (element) => element,
      };
    };
    create(PAGE); // Under a strict CSP WebKit refuses here, the others at the module.
    return { name: "wasm", create };
  } catch (refusal) {
    return { refusal };
  }
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

const js: Backend = {
  name: "js",
  create(bytes) {
    const buffer = new ArrayBuffer(bytes);
    const f32: Floats = new Float32Array(buffer);
    const f64: Floats = new Float64Array(buffer);
    return {
      buffer,
      kernel: (rule, element) => rule.scalar.bind(rule, element === 4 ? f32 : f64),
      unit: () => 1,
    };
  },
};
