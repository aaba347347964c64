import { readFileSync } from "node:fs";
import { compileString } from "assemblyscript/asc";

/** Positions are in bytes, counts in elements. */
export interface Passes {
  squares(x: number, count: number): number;
  squares_single(x: number, count: number): number;
  scale(x: number, count: number, factor: number): void;
  average(x: number, averages: number, count: number, keep: number, gain: number): void;
}

const OPTIONS = { optimizeLevel: 3, converge: true, noAssert: true, runtime: "stub", importMemory: true, noExportMemory: true, enable: ["simd"] };

/** The passes of `assembly/passes.ts`, compiled like the library's kernels, on the memory that an array of `allocate` lies in. */
export async function compilePasses(): Promise<(array: Float32Array) => Passes> {
  watchMemories();
  const source = readFileSync(new URL("assembly/passes.ts", import.meta.url), "utf8");
  const { binary, error, stderr } = await compileString(source, OPTIONS);
  if (error !== null || binary === null) throw new Error(`the passes do not compile: ${stderr.toString()}`);
  const module = new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>);
  return ({ buffer }) => {
    const memory = memories.get(buffer as ArrayBuffer);
    if (memory === undefined) throw new Error("the array lies in no memory that was watched");
    return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Passes;
  };
}

const memories = new WeakMap<ArrayBuffer, WebAssembly.Memory>();

/** Notes the memories that instances made from now on import. */
function watchMemories(): void {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function watchedInstance(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    const memory = imports?.env.memory;
    if (memory instanceof WebAssembly.Memory) memories.set(memory.buffer as ArrayBuffer, memory);
    return new Instance(module, imports);
  } as unknown as typeof Instance;
}
