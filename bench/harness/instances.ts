import type { Subject } from "./build.js";
import { repeated } from "./isolate.js";
import type { Block } from "./measure.js";

type Kernel = (...values: number[]) => void;

const memories = new WeakMap<ArrayBuffer, WebAssembly.Memory>();
let calls: [Kernel, number[]][] | undefined;

/** Notes the memories of the instances made from now on, and their functions' calls while `kernelAlone` listens. */
export function watchInstances(): void {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function watchedInstance(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    const memory = imports?.env?.memory;
    if (memory instanceof WebAssembly.Memory) memories.set(memory.buffer as ArrayBuffer, memory);
    const { exports } = new Instance(module, imports);
    return calls === undefined ? { exports } : { exports: new Proxy({ ...exports }, { get: heard }) };
  } as unknown as typeof Instance;
}

/** The memory that an array of `allocate` lies in. */
export function memoryOf({ buffer }: Float32Array): WebAssembly.Memory {
  const memory = memories.get(buffer as ArrayBuffer);
  if (memory === undefined) throw new Error("the array lies in no memory that was watched");
  return memory;
}

/**
 * The kernel calls of one update, to be repeated without what `update` does around them; undefined where none was seen.
 * The subject must be of a build that was loaded anew: who has a memory already makes no instances.
 */
export async function kernelAlone(make: () => Subject): Promise<Block | undefined> {
  const seen: [Kernel, number[]][] = (calls = []);
  const { block } = make();
  await block(1);
  calls = undefined;
  if (seen.length === 0) return undefined;
  const text = seen.map(([, values], k) => `kernel${k}(${values.join(", ")});`).join(" ");
  return repeated(text, Object.fromEntries(seen.map(([kernel], k) => [`kernel${k}`, kernel])));
}

function heard(exports: WebAssembly.Exports, name: string): unknown {
  const kernel = exports[name] as Kernel;
  if (typeof kernel !== "function") return kernel;
  const hearing = (...values: number[]) => {
    calls?.push([kernel, values]);
    kernel(...values);
  };
  // The library calls a kernel with as many arguments as it takes.
  return Object.defineProperty(hearing, "length", { value: kernel.length });
}
