import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch } from "node:os";
import { fileURLToPath } from "node:url";
import type { Row } from "../../test/catalog.js";
import { allocated, type Build, type Subject } from "../harness/build.js";
import { timed, type Block } from "../harness/measure.js";
import { array, type Floats, type Shape } from "../harness/shapes.js";

/** `done` steps lie behind, `repeat` more are taken on the arrays as they lie in memory. */
type Rule = (repeat: number, done: number, options: Floats, length: number, ...arrays: (Floats | null)[]) => void;

/** The rules in C compiled for one instruction set; a typed array is passed as its address. */
export interface Compiled {
  readonly label: string;
  rule(name: string, element: string): Rule;
  readonly copy: (repeat: number, bytes: number, to: Uint8Array, from: Uint8Array) => void;
}

const SETS = [
  { label: "SSE2", needs: "sse2", flags: ["-msse2"] },
  { label: "AVX2", needs: "avx2", flags: ["-mavx2"] },
  { label: "AVX-512", needs: "avx512f", flags: ["-mavx512f", "-mprefer-vector-width=512"] },
];
/** No contraction, which would change the bits; no errno, so that roots become instructions. */
export const FLAGS = ["-O3", "-ffp-contract=off", "-fno-math-errno", "-fPIC", "-shared"];
const RULE = ["int64", "int64", "void *", "int64", "void *", "void *", "void *", "void *"];
const MOST_SLOTS = 2;
const STEPS = 10;

/** What we use of koffi, which is not installed with the package. */
type Koffi = { load(file: string): { func(name: string, result: string, parameters: readonly string[]): unknown } };

export function compiler(): string {
  return execFileSync("gcc", ["--version"], { encoding: "utf8" }).split("\n")[0];
}

/** One for each instruction set that this machine has, the narrowest, as wide as WebAssembly's, first. */
export function compiled(): Compiled[] {
  if (arch() !== "x64") throw new Error(`the C variants are for x64, this is ${arch()}`);
  const abilities = new Set(/^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1].trim().split(" "));
  for (const { label, needs } of SETS) if (!abilities.has(needs)) console.log(`C ${label}: left out, this CPU has no ${needs}`);
  return SETS.filter(({ needs }) => abilities.has(needs)).map(({ label, needs, flags }) => {
    const folder = fileURLToPath(new URL("build/", import.meta.url));
    mkdirSync(folder, { recursive: true });
    const output = `${folder}rules-${needs}.so`;
    execFileSync("gcc", [...FLAGS, ...flags, fileURLToPath(new URL("rules.c", import.meta.url)), "-o", output, "-lm"]);
    const library = (createRequire(import.meta.url)("koffi") as Koffi).load(output);
    const copy = library.func("copy", "void", ["int64", "int64", "void *", "void *"]) as Compiled["copy"];
    return { label, copy, rule: (name, element) => library.func(`${name}_${element}`, "void", RULE) as Rule };
  });
}

/** The same update in C on the subject's own arrays, in its WebAssembly memory; for a map of one array. */
export function updatesInC(library: Compiled, row: Row, { element, length }: Shape, { optimizer, params, grads }: Subject): Block {
  const rule = library.rule(row.name, element);
  const options = Float64Array.from(Object.values(row.defaults));
  const [name] = Object.keys(params);
  const slots = Array.from({ length: MOST_SLOTS }, (_, k) => (k < row.slots.length ? optimizer.state[row.slots[k]][name] : null));
  let done = 0;
  return timed((repeat) => {
    rule(repeat, done, options, length, params[name], grads[name], ...slots);
    done += repeat;
  });
}

/** Runs each rule in either type by each instruction set beside ours, and says where elements of parameters or state differ. */
export async function compareBits(build: Build, rows: readonly Row[], libraries: readonly Compiled[]): Promise<void> {
  const runs = rows.flatMap((row) =>
    libraries.flatMap((library) => (["f32", "f64"] as const).map((element) => ({ row, library, element }))),
  );
  for (const { row, library, element } of runs) {
    const shape = array("1003", element);
    const [ours, theirs] = [1, 2].map(() => allocated(build.create(row, { backend: "wasm" }), shape));
    await ours.block(STEPS);
    await updatesInC(library, row, shape, theirs)(STEPS);
    const expected = numbers(ours);
    const different = numbers(theirs).filter((value, i) => !Object.is(value, expected[i])).length;
    if (different === 0) continue;
    console.log(`C and WebAssembly DIFFER: ${row.name} ${element} ${library.label}, ${different} elements`);
    process.exitCode = 1;
  }
  console.log(`C and WebAssembly: compared the bits of ${runs.length} runs of ${STEPS} steps`);
}

function numbers({ optimizer, params }: Subject): number[] {
  return [params, ...Object.values(optimizer.state)].flatMap((map) => Object.values(map).flatMap((values) => Array.from(values)));
}
