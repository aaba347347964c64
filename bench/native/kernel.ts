import { repeated, type Updates } from "../isolate.js";

type Call = readonly [kernel: (...values: number[]) => void, values: number[]];

/**
 * The kernel calls of one update, to be repeated without what `update` does around them. `make` makes the optimizer
 * whose update is watched; nothing is wrapped for any other.
 */
export function kernelUpdates(make: () => { updates: Updates }): Updates | undefined {
  const calls = watched(make);
  if (calls.length === 0) return undefined;
  const scope = Object.fromEntries(calls.map(([kernel], k) => [`kernel${k}`, kernel]));
  return repeated(calls.map(([, values], k) => `kernel${k}(${values.filter((value) => value !== undefined).join(", ")});`).join(" "), scope);
}

function watched(make: () => { updates: Updates }): Call[] {
  const calls: Call[] = [];
  watching = calls;
  try {
    make().updates(1);
  } finally {
    watching = undefined;
  }
  return calls;
}

let watching: Call[] | undefined;

/** Lets `kernelUpdates` see the kernels of instances made from now on. */
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
  const kernel = value as Call[0];
  const recording = (...values: number[]) => {
    calls.push([kernel, values]);
    kernel(...values);
  };
  // The library calls a kernel with as many arguments as it takes.
  return Object.defineProperty(recording, "length", { value: kernel.length });
}
