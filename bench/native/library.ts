import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch } from "node:os";
import { fileURLToPath } from "node:url";

/** `done` steps lie behind, `repeat` more are taken on the arrays as they lie in memory. */
export type NativeRule = (
  repeat: number,
  done: number,
  options: Float64Array,
  length: number,
  ...arrays: (Float32Array | Float64Array | null)[]
) => void;

/** The rules compiled for one instruction set. */
export interface Library {
  readonly label: string;
  rule(name: string, element: string): NativeRule;
  readonly copy: (repeat: number, bytes: number, to: Uint8Array, from: Uint8Array) => void;
}

const SETS: readonly { readonly label: string; readonly needs: string; readonly flags: readonly string[] }[] = [
  { label: "SSE2", needs: "sse2", flags: ["-msse2"] },
  { label: "AVX2", needs: "avx2", flags: ["-mavx2"] },
  { label: "AVX-512", needs: "avx512f", flags: ["-mavx512f", "-mprefer-vector-width=512"] },
];

/** No contraction, which would change the bits; no errno, so that roots become instructions. */
export const FLAGS = ["-O3", "-ffp-contract=off", "-fno-math-errno", "-fPIC", "-shared"];

/** A library for each instruction set that this machine has, the narrowest first. */
export function libraries(): Library[] {
  if (arch() !== "x64") throw new Error(`the C variants are for x64, this is ${arch()}`);
  const abilities = new Set(/^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1].trim().split(" "));
  return SETS.flatMap(({ label, needs, flags }) => {
    if (abilities.has(needs)) return [load(label, compile(needs, flags))];
    console.log(`C ${label}: left out, this CPU has no ${needs}`);
    return [];
  });
}

export function compiler(): string {
  return execFileSync("gcc", ["--version"], { encoding: "utf8" }).split("\n")[0];
}

function compile(name: string, flags: readonly string[]): string {
  const folder = fileURLToPath(new URL("build/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const output = `${folder}rules-${name}.so`;
  execFileSync("gcc", [...FLAGS, ...flags, fileURLToPath(new URL("rules.c", import.meta.url)), "-o", output, "-lm"]);
  return output;
}

/** What we use of koffi, which is not installed with the package: a typed array is passed as its address. */
interface Koffi {
  load(file: string): { func(name: string, result: string, parameters: readonly string[]): unknown };
}

const RULE = ["int64", "int64", "void *", "int64", "void *", "void *", "void *", "void *"];
const COPY = ["int64", "int64", "void *", "void *"];

function load(label: string, file: string): Library {
  const koffi = createRequire(import.meta.url)("koffi") as Koffi;
  const library = koffi.load(file);
  return {
    label,
    rule: (name, element) => library.func(`${name}_${element}`, "void", RULE) as NativeRule,
    copy: library.func("copy", "void", COPY) as Library["copy"],
  };
}
