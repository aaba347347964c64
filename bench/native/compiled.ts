import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { catalog, type Row } from "../../test/catalog.js";
import { allocated, type Build, type Subject } from "../harness/build.js";
import type { Block } from "../harness/measure.js";
import { array, type Floats, type Shape } from "../harness/shapes.js";

/** `done` steps lie behind, `repeat` more are taken on the arrays as they lie in memory. */
type Rule = (repeat: number, done: number, options: Floats, length: number, ...arrays: (Floats | null)[]) => void;

/** The rules in C compiled for one instruction set; a typed array is passed as its address. */
export interface Compiled {
  readonly label: string;
  rule(name: string, element: Shape["element"]): Rule;
  readonly copy: (repeat: number, bytes: number, to: Uint8Array, from: Uint8Array) => void;
}

/** What we use of koffi, which is not installed with the package. */
type Koffi = { load(file: string): { func(name: string, result: string, parameters: readonly string[]): unknown } };

const SETS = [
  { label: "SSE2", needs: "sse2", flags: ["-msse2"] },
  { label: "AVX2", needs: "avx2", flags: ["-mavx2"] },
  { label: "AVX-512", needs: "avx512f", flags: ["-mavx512f", "-mprefer-vector-width=512"] },
];
export const LABELS = SETS.map(({ label }) => label);
/** No contraction, which would change the bits; no errno, so that roots become instructions. */
export const FLAGS = ["-O3", "-ffp-contract=off", "-fno-math-errno", "-fPIC", "-shared"];
const RULE = ["int64", "int64", "void *", "int64", "void *", "void *", "void *", "void *"];
const ELEMENTS = ["f32", "f64"] as const;
const STEPS = 10;

/** One for each instruction set that this machine has, the narrowest, as wide as WebAssembly's, first. */
export function compiled(): Compiled[] {
  if (process.arch !== "x64") throw new Error(`the C variants are for x64, this is ${process.arch}`);
  const abilities = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1].trim().split(" ") ?? [];
  const koffi = createRequire(import.meta.url)("koffi") as Koffi;
  const [source, folder] = ["rules.c", "build/"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  mkdirSync(folder, { recursive: true });
  return SETS.filter(({ needs }) => abilities.includes(needs)).map(({ label, needs, flags }) => {
    const [f32, f64] = ["float", "double"].map((real) => {
      const output = `${folder}${needs}-${real}.so`;
      execFileSync("gcc", [...FLAGS, ...flags, `-DREAL=${real}`, source, "-o", output, "-lm"]);
      return koffi.load(output);
    });
    const copy = f32.func("copy", "void", ["int64", "int64", "void *", "void *"]) as Compiled["copy"];
    return { label, copy, rule: (name, element) => (element === "f32" ? f32 : f64).func(name, "void", RULE) as Rule };
  });
}

/** The same update in C on the subject's own arrays, in its WebAssembly memory; for a map of one array. */
export function updatesInC(library: Compiled, row: Row, element: Shape["element"], subject: Subject): Block {
  const {
    optimizer: { state },
    params,
    grads,
  } = subject;
  const rule = library.rule(row.name, element);
  const options = Float64Array.from(Object.values(row.defaults));
  const [first = null, second = null] = row.slots.map((slot) => state[slot].W0);
  let done = 0;
  return (repeat) => {
    rule(repeat, done, options, params.W0.length, params.W0, grads.W0, first, second);
    done += repeat;
  };
}

/** Runs each rule in either type by each instruction set beside ours, and says where parameters or state differ. */
export async function compareBits(build: Build, libraries: readonly Compiled[]): Promise<void> {
  for (const row of catalog) {
    for (const element of ELEMENTS) {
      const subject = () => allocated(build.create(row, { backend: "wasm" }), array("1003", element));
      const ours = subject();
      await ours.block(STEPS);
      for (const library of libraries) {
        const theirs = subject();
        await updatesInC(library, row, element, theirs)(STEPS);
        const expected = numbers(ours);
        if (numbers(theirs).every((value, i) => Object.is(value, expected[i]))) continue;
        console.log(`C and WebAssembly DIFFER: ${row.name} ${element} ${library.label}`);
        process.exitCode = 1;
      }
    }
  }
}

function numbers({ optimizer, params }: Subject): number[] {
  return [params, ...Object.values(optimizer.state)].flatMap(({ W0 }) => Array.from(W0));
}
