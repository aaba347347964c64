import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Floats } from "../harness/shapes.js";
import { FLAGS } from "../native/compiled.js";

/** c = a · b, so often, in C. */
export type ProductInC = (
  repeat: number,
  c: Floats,
  a: Floats,
  b: Floats,
  rows: number,
  columns: number,
  inner: number,
  work: Floats,
) => void;

type Koffi = { load(file: string): { func(name: string, result: string, parameters: readonly string[]): unknown } };

/** As wide as WebAssembly's vectors, then twice as wide; neither with fused operations, which round otherwise. */
const SETS = [
  { label: "C, 128 bits", needs: "sse4_1", bytes: 16, flags: ["-msse4.1"] },
  { label: "C, 256 bits", needs: "avx2", bytes: 32, flags: ["-mavx2", "-mno-fma"] },
];
const [POINTER, COUNT] = ["void *", "int64"];
const PARAMETERS = [COUNT, POINTER, POINTER, POINTER, COUNT, COUNT, COUNT, POINTER];

export function productsInC(element: "f32" | "f64"): Record<string, ProductInC> {
  if (process.arch !== "x64") throw new Error(`the C variants are for x64, this is ${process.arch}`);
  const abilities = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1].trim().split(" ") ?? [];
  const koffi = createRequire(new URL("../native/", import.meta.url))("koffi") as Koffi;
  const [source, folder] = ["product.c", "build/"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  mkdirSync(folder, { recursive: true });
  const made = SETS.filter(({ needs }) => abilities.includes(needs)).map(({ label, needs, bytes, flags }) => {
    const output = `${folder}${needs}-${element}.so`;
    const defined = [`-DREAL=${element === "f32" ? "float" : "double"}`, `-DBYTES=${bytes}`];
    execFileSync("gcc", [...FLAGS, ...flags, ...defined, source, "-o", output]);
    return [label, koffi.load(output).func("product", "void", PARAMETERS) as ProductInC] as const;
  });
  return Object.fromEntries(made);
}
