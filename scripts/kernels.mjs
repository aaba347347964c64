// Makes of each rule in assembly/ its loops (build/f32 and build/f64, to be read), a wasm module for each type of
// element, and the JavaScript loops beside it (src/kernels).
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";
import { writeAssembly } from "./kernels/assembly.mjs";
import { fileOf, writeJavaScript } from "./kernels/javascript.mjs";
import { readRule, RuleError } from "./kernels/rule.mjs";

const ELEMENTS = { f32: 4, f64: 8 };
/** What stands in assembly/ beside the rules. */
const NO_RULES = new Set(["lanes.ts", "loop.ts", "scalars.ts", "words.d.ts"]);

try {
  const scalars = readFileSync("assembly/scalars.ts", "utf8");
  const places = Object.fromEntries([...scalars.matchAll(/const (\w+) = (\d+);/g)].map(([, name, place]) => [name, Number(place)]));
  const files = readdirSync("assembly").filter((file) => file.endsWith(".ts") && !NO_RULES.has(file));
  const rules = files.map((file) => readRule(`assembly/${file}`, readFileSync(`assembly/${file}`, "utf8")));
  for (const folder of ["build", "src/kernels"]) rmSync(folder, { recursive: true, force: true });
  mkdirSync("src/kernels/wasm", { recursive: true });
  write("src/kernels/scalars.ts", scalars);
  for (const rule of rules) {
    write(`src/kernels/${fileOf(rule)}.ts`, writeJavaScript(rule, places));
    await compile(fileOf(rule), writeAssembly(rule));
  }
  for (const file of readdirSync("assembly/passes")) await compile(file.slice(0, -".ts".length), `export * from "../../assembly/passes/${file.slice(0, -".ts".length)}";\n`);
} catch (error) {
  if (!(error instanceof RuleError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Both types of one source; as hex in a module of their own: compressed it is smaller than base64. */
async function compile(name, source) {
  const hex = {};
  for (const [folder, element] of Object.entries(ELEMENTS)) {
    mkdirSync(`build/${folder}`, { recursive: true });
    const file = `build/${folder}/${name}`;
    write(`${file}.ts`, source);
    const { error, stderr } = await asc.main([`${file}.ts`, "--outFile", `${file}.wasm`]);
    if (error) throw new RuleError(`${stderr.toString()}${error.message}`);
    hex[element] = readFileSync(`${file}.wasm`).toString("hex");
  }
  const text = Object.entries(hex).map(([element, digits]) => `  ${element}: "${digits}",`);
  write(`src/kernels/wasm/${name}.ts`, `import type { Wasm } from "../../backend/kernels.js";\n\nconst wasm: Wasm = {\n${text.join("\n")}\n};\nexport default wasm;\n`);
}

function write(file, text) {
  writeFileSync(file, text);
}
