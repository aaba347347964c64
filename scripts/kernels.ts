// Makes of each rule in assembly/ its loops (build/f32 and build/f64, to be read), a wasm module for each type of
// element, and the JavaScript loops beside it (src/kernels).
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { OWN, PLACES } from "../assembly/scalars.js";
import { writeAssembly } from "./kernels/assembly.js";
import { writeHalfAssembly, writeHalfModule } from "./kernels/bfloat16.js";
import { compile, FOLDERS } from "./kernels/compile.js";
import { writeModule, writePhasedModule } from "./kernels/modules.js";
import { isPhased, readPhases } from "./kernels/phases.js";
import { writeFirst } from "./kernels/sums.js";
import { fileOf, readRule, RuleError } from "./kernels/rule.js";

/** What stands in assembly/ beside the rules. */
const NO_RULES = new Set(["bfloat16.ts", "lanes.ts", "loop.ts", "scalars.ts", "sums.ts", "words.d.ts"]);

/** The rules whose slots may lie in memory as bfloat16 too. */
const HALF = ["adam", "lion", "momentum"];
/** A module with nothing in it. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

try {
  const files = readdirSync("assembly").filter((file) => file.endsWith(".ts") && !NO_RULES.has(file));
  const sources = files.map((file) => [`assembly/${file}`, readFileSync(`assembly/${file}`, "utf8")] as const);
  const inTwo = sources.filter(([, source]) => isPhased(source));
  const rules = sources
    .filter(([, source]) => !isPhased(source))
    .map(([file, source]) => readRule(file, source, PLACES - OWN));
  const phased = inTwo.map(([file, source]) => readPhases(file, source, PLACES - OWN));
  for (const folder of ["build", "src/kernels"]) rmSync(folder, { recursive: true, force: true });
  for (const folder of ["build/f32", "build/f64", "src/kernels/wasm"]) mkdirSync(folder, { recursive: true });
  copyFileSync("assembly/scalars.ts", "src/kernels/scalars.ts");
  for (const rule of rules) {
    writeFileSync(`src/kernels/${fileOf(rule)}.ts`, writeModule(rule));
    await write(fileOf(rule), writeAssembly(rule));
    if (!HALF.includes(fileOf(rule))) continue;
    writeFileSync(`src/kernels/${fileOf(rule)}-bfloat16.ts`, writeHalfModule(rule));
    await write(`${fileOf(rule)}-bfloat16`, writeHalfAssembly(rule), true);
  }
  for (const rule of phased) {
    const { first, second } = rule;
    writeFileSync(`src/kernels/${fileOf(second)}.ts`, writePhasedModule(rule));
    await write(`${fileOf(second)}-sums`, writeFirst(first));
    await write(fileOf(second), writeAssembly(second));
  }
  for (const file of readdirSync("assembly/passes")) {
    const name = file.slice(0, -".ts".length);
    await write(name, `export * from "../../assembly/passes/${name}";\n`);
  }
} catch (error) {
  if (!(error instanceof RuleError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Both types of one source, or that of float32 alone; as hex in a module of their own: compressed it is smaller than base64. */
async function write(name: string, source: string, single = false): Promise<void> {
  const compiled = await compile(process.cwd(), name, source);
  const modules = single ? { ...compiled, 8: EMPTY } : compiled;
  const members = ([4, 8] as const).map((element) => {
    const file = `build/${FOLDERS[element]}/${name}`;
    writeFileSync(`${file}.ts`, source);
    writeFileSync(`${file}.wasm`, modules[element]);
    return `  ${element}: "${Buffer.from(modules[element]).toString("hex")}",\n`;
  });
  writeFileSync(
    `src/kernels/wasm/${name}.ts`,
    `import type { Wasm } from "../../backend/kernels.js";

const wasm: Wasm = {
${members.join("")}};
export default wasm;
`,
  );
}
