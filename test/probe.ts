import { fileURLToPath } from "node:url";
import { writeAssembly } from "../scripts/kernels/assembly.js";
import { compile } from "../scripts/kernels/compile.js";
import { writeKernels } from "../scripts/kernels/javascript.js";
import { readRule, type RuleFile } from "../scripts/kernels/rule.js";
import type { Kernels } from "../src/backend/kernels.js";
import { HIGH, KEEP, LOW, OWN, PLACES, SCALE } from "../src/kernels/scalars.js";
import { floatsOf, type Element, type Floats } from "../src/numbers.js";

/** What a rule reads and writes; `slots` and `scalars` in the rule's order. */
export interface Given {
  readonly params: readonly number[];
  readonly grads: readonly number[];
  readonly slots: readonly (readonly number[])[];
  readonly scalars: readonly number[];
}

/** One way of running it. */
export interface Way {
  readonly title: string;
  readonly element: Element;
  /** Parameters and slots afterwards. */
  run(given: Given): { params: number[]; slots: number[][] };
}

/** Every way of running a rule that the build's own functions write from this text: nothing of it is kept. */
export async function probe(name: string, source: string): Promise<Way[]> {
  const rule = readRule(`assembly/${name}.ts`, source);
  const modules = await compile(fileURLToPath(new URL("../", import.meta.url)), name, writeAssembly(rule));
  const kernels = await writtenKernels(rule);
  const names = rule.divides ? ["plain", "full"] : ["plain", "scaled", "full"];
  return [
    ...([4, 8] as const).flatMap((element) =>
      names.map((kernel) => inWasm(element, kernel, new WebAssembly.Module(modules[element]))),
    ),
    inMemory(4, "js single", (heap) => kernels.single.bind(null, heap as Float32Array)),
    inMemory(8, "js double", (heap) => kernels.double.bind(null, heap as Float64Array)),
    onLists(kernels),
  ];
}

/** The kernels in JavaScript that the build writes of a rule, without its modules. */
export async function writtenKernels(rule: RuleFile): Promise<Kernels> {
  const code = `const wasm = {}; export const kernels = ${writeKernels(rule)};`;
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  const { kernels } = (await import(/* @vite-ignore */ url)) as { kernels: Kernels };
  return kernels;
}

/** Options that change nothing, then the rule's own scalars. */
function packed(scalars: readonly number[]): number[] {
  const places = Array.from({ length: PLACES }, () => 0);
  places[SCALE] = 1;
  places[HIGH] = Infinity;
  places[LOW] = -Infinity;
  places[KEEP] = 1;
  scalars.forEach((value, k) => (places[OWN + k] = value));
  return places;
}

type Loop = (...ranges: number[]) => void;

/** A kernel on a memory, with positions of params, grads, slots and average, the count, and where the scalars are. */
function inMemory(element: Element, title: string, loopOn: (heap: Floats, memory: WebAssembly.Memory) => Loop): Way {
  return {
    title: `${title} f${8 * element}`,
    element,
    run({ params, grads, slots, scalars }) {
      const memory = new WebAssembly.Memory({ initial: 4, maximum: 4 });
      const heap = new (floatsOf(element))(memory.buffer);
      // Whole vectors.
      const width = Math.ceil(params.length / 4) * 4;
      heap.set(packed(scalars));
      const places = [params, grads, ...slots, params].map((values, k) => {
        heap.set(values, PLACES + k * width);
        return PLACES + k * width;
      });
      loopOn(heap, memory)(...places, params.length, 0);
      const after = (k: number) => Array.from(heap.subarray(places[k], places[k] + params.length));
      return { params: after(0), slots: slots.map((_, k) => after(2 + k)) };
    },
  };
}

/** A kernel of a module; its positions are in bytes. */
function inWasm(element: Element, name: string, module: WebAssembly.Module): Way {
  return inMemory(element, `wasm ${name}`, (_, memory) => {
    const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports[name] as Loop;
    return (...ranges) => {
      const [count, scalars] = ranges.slice(-2);
      kernel(...ranges.slice(0, -2).map((place) => place * element), count, scalars * element);
    };
  });
}

function onLists(kernels: Kernels): Way {
  return {
    title: "js list f64",
    element: 8,
    run({ params, grads, slots, scalars }) {
      const moved = [...params];
      const kept = slots.map((values) => Float64Array.from(values));
      kernels.list(moved, grads, kept, Float64Array.from(packed(scalars)));
      return { params: moved, slots: kept.map((values) => Array.from(values)) };
    },
  };
}
