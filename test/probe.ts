import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { main as compileFiles } from "assemblyscript/asc";
import { transformSync } from "esbuild";
import { writeAssembly } from "../scripts/kernels/assembly.mjs";
import { writeJavaScript } from "../scripts/kernels/javascript.mjs";
import { readRule } from "../scripts/kernels/rule.mjs";
import { js } from "../src/backend/js.js";
import { wasm } from "../src/backend/wasm.js";
import type { Backend } from "../src/backend/backend.js";
import type { Kernels } from "../src/backend/kernels.js";
import { HIGH, KEEP, LOW, OWN, PLACES, SCALE } from "../src/kernels/scalars.js";
import type { Element } from "../src/numbers.js";

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
  const assembly = writeAssembly(rule);
  const bytes = { 4: await compiled(`build/f32/${name}`, assembly), 8: await compiled(`build/f64/${name}`, assembly) };
  const typed = writeJavaScript(rule, { OWN }).replace(/^import wasm .*$/m, `const wasm = ${JSON.stringify(bytes)};`);
  const { code } = transformSync(typed, { loader: "ts", format: "esm" });
  const { kernels } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
    kernels: Kernels;
  };
  const found = wasm(kernels.wasm);
  if ("refusal" in found) throw found.refusal;
  const names = rule.divides ? (["plain", "full"] as const) : (["plain", "scaled", "full"] as const);
  const ways = [found, js].flatMap((backend) =>
    ([4, 8] as const).flatMap((element) => names.map((kernel) => inMemory(backend, kernels, element, kernel))),
  );
  return [...ways, onLists(kernels)];
}

/** One module, as hex; asc is given the text as if it stood in that file. */
async function compiled(file: string, text: string): Promise<string> {
  const written: Uint8Array[] = [];
  const { error, stderr } = await compileFiles([`${file}.ts`, "--outFile", `${file}.wasm`], {
    readFile(asked, folder) {
      if (asked === `${file}.ts`) return text;
      const path = join(folder, asked);
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    },
    writeFile(_file, contents) {
      if (typeof contents !== "string") written.push(contents);
    },
  });
  if (error) throw new Error(`${stderr.toString()}${error.message}`);
  return Buffer.from(written[0]).toString("hex");
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

function inMemory(backend: Backend, kernels: Kernels, element: Element, kernel: "plain" | "scaled" | "full"): Way {
  return {
    title: `${backend.name} ${kernel} f${8 * element}`,
    element,
    run({ params, grads, slots, scalars }) {
      const width = Math.ceil(params.length / 4) * 4;
      const arrays = [params, grads, ...slots, params];
      const machine = backend.create(2 ** 18);
      const heap = machine.heaps[element];
      heap.set(packed(scalars));
      const places = arrays.map((values, k) => {
        heap.set(values, PLACES + k * width);
        return PLACES + k * width;
      });
      const unit = machine.unit(element);
      machine.rule(kernels, element)[kernel]([...places.map((place) => place * unit), params.length, 0]);
      const after = (k: number) => Array.from(heap.subarray(places[k], places[k] + params.length));
      return { params: after(0), slots: slots.map((_, k) => after(2 + k)) };
    },
  };
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
