import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as library from "optim-wasm";

const FILE = new URL("src/classes.ts", import.meta.url);

/** What an optimizer is made of is kept under a symbol that all entries of the package share. */
const INTERNALS = Symbol.for("optim-wasm internals");

/**
 * The text of src/classes.ts: every class whose rule moves each element by itself. A page with those that add up over a
 * parameter, or take matrices, would be 176 kB in place of 145.
 */
export function classes(): string {
  const names = namesShown().map((name) => `  ${name},\n`);
  return `// Written by playground/classes.ts.\nexport {\n${names.join("")}} from "optim-wasm";\n`;
}

export function namesShown(): string[] {
  const shown = Object.entries(library).filter(([, value]) => isOfElements(value));
  return shown.map(([name]) => name).toSorted();
}

export function writeClasses(): void {
  writeFileSync(FILE, classes());
}

/** Whether it is an optimizer's class whose step is a kernel. */
function isOfElements(value: unknown): boolean {
  const { prototype } = value as { prototype?: unknown };
  if (!(prototype instanceof Object && "currentLr" in prototype)) return false;
  const Class = value as new (options: object) => Record<symbol, { kernels: { stepsOf?: unknown } }>;
  return new Class({ backend: "js" })[INTERNALS].kernels.stepsOf === undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeClasses();
