// Writes the modules of rules in the source: their JavaScript loops beside their wasm.
import { quoted, typeOf, writeKernels } from "./javascript.js";
import type { PhasedFile } from "./phases.js";
import { fileOf, type RuleFile } from "./rule.js";
import { writeFirstKernels } from "./sums.js";

export function writeModule(rule: RuleFile): string {
  return `// Written from ${rule.file}.
import type { Kernels } from "../backend/kernels.js";
import wasm from "./wasm/${fileOf(rule)}.js";

export const kernels: ${typeOf(rule)} = ${writeKernels(rule)};
`;
}

/** Of a rule in two phases. */
export function writePhasedModule(rule: PhasedFile): string {
  const { first, second, kept, given } = rule;
  const union = (names: readonly string[]): string => names.map((each) => `"${each}"`).join(" | ") || "never";
  const made = second.scalars.filter((each) => !given.includes(each));
  const sums = (first.sums ?? []).map(({ to }) => to.name);
  const more = `{\n  kept: [${quoted(kept)}],\n  first: ${writeFirstKernels(rule)},`;
  const written = writeKernels(second, false, given)
    .replace("{", () => more)
    // What is not kept is no slot to who reads the state.
    .replace(/^  slots: \[.*\]/m, "$& as never[]");
  return `// Written from ${second.file}.
import type { PhasedKernels } from "../backend/kernels.js";
import first from "./wasm/${fileOf(second)}-sums.js";
import wasm from "./wasm/${fileOf(second)}.js";

export const kernels: PhasedKernels<${[kept, given, sums, made].map(union).join(", ")}> = ${written};
`;
}
