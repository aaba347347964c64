import type { Subject } from "../harness/build.js";
import { repeated } from "../harness/isolate.js";
import { timed, type Block } from "../harness/measure.js";

type Kernel = (...values: number[]) => void;

let watching: [Kernel, number[]][] | undefined;

/** The kernel calls of one update, to be repeated without what `update` does around them; undefined where none was seen. */
export async function kernelAlone(make: () => Subject): Promise<Block | undefined> {
  const calls: [Kernel, number[]][] = [];
  watching = calls;
  await make().block(1);
  watching = undefined;
  if (calls.length === 0) return undefined;
  const scope = Object.fromEntries(calls.map(([kernel], k) => [`kernel${k}`, kernel]));
  const given = (values: number[]) => values.filter((value) => value !== undefined).join(", ");
  return timed(repeated(calls.map(([, values], k) => `kernel${k}(${given(values)});`).join(" "), scope));
}

/** Lets `kernelAlone` see the kernels of instances made from now on. */
export function watchInstances(): void {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function watchedInstance(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    const { exports } = new Instance(module, imports);
    return { exports: new Proxy({ ...exports }, { get: (all, name) => seen(all[name as string]) }) };
  } as unknown as typeof Instance;
}

function seen(value: WebAssembly.ExportValue): unknown {
  const calls = watching;
  if (calls === undefined || typeof value !== "function") return value;
  const kernel = value as Kernel;
  const recording = (...values: number[]) => {
    calls.push([kernel, values]);
    kernel(...values);
  };
  // The library calls a kernel with as many arguments as it takes.
  return Object.defineProperty(recording, "length", { value: kernel.length });
}
