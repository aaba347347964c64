import type { Element } from "../numbers.js";
import { heapsOn, type Backend, type Machine } from "./machine.js";
import { calling } from "./calling.js";
import { bytesOf } from "./hex.js";
import { probe } from "./probe.js";
import type { Kernel, Kernels, Pass, RuleKernels, Wasm } from "./kernels.js";

/** One page under 4 GiB, so that the end of the last range is still a 32-bit number. */
export const MEMORY_LIMIT = 65_535 * 65_536;
export const PAGE = 65_536;

/** What memories are like: scarce in browsers (Chromium 125, Firefox 999 alive); of their scratch, pages that nobody touches cost nothing. */
export const MEMORIES = { isScarce: true, scratch: 512 * 1024 };

type Exports = Readonly<Record<string, (...ranges: number[]) => void>>;

/** The backend for such modules, or why it does not run here: those that come compiled run where none may be compiled. */
export function wasm(source: Wasm): Backend | { refusal: unknown } {
  try {
    if (typeof source[4] === "string") probe();
    return backend;
  } catch (refusal) {
    return { refusal };
  }
}

const backend: Backend = { name: "wasm", ...MEMORIES, create };

function create(bytes: number): Machine {
  const memory = new WebAssembly.Memory({ initial: bytes / PAGE, maximum: bytes / PAGE });
  return machineOn(
    memory,
    (source, element) => new WebAssembly.Instance(moduleOf(source, element), { env: { memory } }),
  );
}

/** A machine on a memory; `instantiate` is called once for each module that it needs. */
export function machineOn(
  memory: WebAssembly.Memory,
  instantiate: (source: Wasm, element: Element) => WebAssembly.Instance,
  wrap: (kernel: Kernel, source: Wasm, element: Element, name: string) => Kernel = (kernel) => kernel,
): Machine {
  const instances: Readonly<Record<Element, Map<Wasm, Exports>>> = { 4: new Map(), 8: new Map() };
  const exportsOf = (source: Wasm, element: Element): Exports => {
    const known = instances[element];
    const exports = known.get(source) ?? (instantiate(source, element).exports as Exports);
    known.set(source, exports);
    return exports;
  };
  const heaps = heapsOn(memory.buffer);
  return {
    heaps,
    isLosable: false,
    unit: (element) => element,
    rule({ wasm: source, woven }: Kernels, element): RuleKernels {
      const kernel = (name: string, from = source): Kernel | undefined => {
        const code = exportsOf(from, element)[name];
        return code && wrap(calling(code), from, element, name);
      };
      const full = kernel("full") as Kernel;
      const made = woven?.(heaps[element], element, (module) => kernel("plain", module) as Kernel);
      return made ?? { plain: kernel("plain") as Kernel, full, scaled: kernel("scaled") ?? full };
    },
    pass: <Functions>({ wasm: source }: Pass<Functions>, element: Element) => exportsOf(source, element) as Functions,
  };
}

const modules: Readonly<Record<Element, WeakMap<Wasm, WebAssembly.Module>>> = { 4: new WeakMap(), 8: new WeakMap() };

function moduleOf(source: Wasm, element: Element): WebAssembly.Module {
  const known = modules[element].get(source);
  if (known) return known;
  const given = source[element];
  const made = typeof given === "string" ? new WebAssembly.Module(bytesOf(given)) : (given as WebAssembly.Module);
  modules[element].set(source, made);
  return made;
}
