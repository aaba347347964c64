#!/usr/bin/env node
// `npx optim-wasm compile`: makes of a rule's file a module like those of this library's own rules.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { OWN, PLACES } from "../assembly/scalars.js";
import { writeAssembly } from "./kernels/assembly.js";
import { compile, FOLDERS } from "./kernels/compile.js";
import { typeOf, writeKernels } from "./kernels/javascript.js";
import { fileOf, readRule, RuleError } from "./kernels/rule.js";

const HELP = `npx optim-wasm compile my-rule.ts -o my-rule.js

Makes of a rule's file the module of its kernels, for where nothing is compiled at run time: edge runtimes, and pages under
a strict policy. defineOptimizer takes the module's \`kernels\` as its rule.

  -o, --out FILE      the module, a .js or .mjs; its types are written beside it
  --edge              the WebAssembly in files of its own beside the module, which imports them with ?module
  --per-element NAME  a parameter that is read of each element, as the gradient; may be given several times
  -h, --help          this text`;

/** What is wrong with the command itself. */
class UsageError extends Error {}

/** Where dist has what asc compiles a rule with. */
const COMPILER = fileURLToPath(new URL("./compiler/", import.meta.url));

process.exitCode = await main(process.argv.slice(2)).catch((error: NodeJS.ErrnoException) => {
  const usage = error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS");
  if (!usage && !(error instanceof RuleError) && error.syscall === undefined) throw error;
  console.error(usage ? `${error.message}\n\n${HELP}` : error.message);
  return usage ? 2 : 1;
});

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: "string", short: "o" },
      edge: { type: "boolean", default: false },
      "per-element": { type: "string", multiple: true, default: [] },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, file, ...more] = positionals;
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (command !== "compile")
    throw new UsageError(
      command === undefined ? "a command is missing: compile" : `unknown command ${command}: compile`,
    );
  if (file === undefined) throw new UsageError("the rule's file is missing: compile my-rule.ts -o my-rule.js");
  if (more.length > 0) throw new UsageError(`one rule at a time: ${more.join(" ")} is one too many`);
  const { out, edge, "per-element": inputs } = values;
  if (out === undefined) throw new UsageError("-o is missing: where the module is written");
  if (!/\.m?js$/.test(out)) throw new UsageError(`-o ${out}: the module's name ends in .js or .mjs`);
  if (!file.endsWith(".ts")) throw new UsageError(`${file}: a rule's file ends in .ts`);
  if (!existsSync(file) || !statSync(file).isFile()) throw new RuleError(`${file}: there is no such file`);

  const rule = readRule(file, readFileSync(file, "utf8"), PLACES - OWN, inputs);
  const modules = await compile(COMPILER, fileOf(rule), writeAssembly(rule)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new RuleError(
      "AssemblyScript compiles rules, and is not installed: npm install --save-dev assemblyscript@0.28",
    );
  });
  const name = out.replace(/\.m?js$/, "");
  const elements = [4, 8] as const;
  const head = elements.map((element) => {
    const wasm = `${name}.${FOLDERS[element]}.wasm`;
    if (edge) writeFileSync(wasm, modules[element]);
    return edge ? `import ${FOLDERS[element]} from "./${basename(wasm)}?module";\n` : "";
  });
  const members = elements.map((element) =>
    edge ? `${element}: ${FOLDERS[element]}` : `${element}: "${Buffer.from(modules[element]).toString("hex")}"`,
  );
  writeFileSync(
    out,
    `// Written from ${basename(file)} by optim-wasm.
${head.join("")}const wasm = { ${members.join(", ")} };

export const kernels = ${writeKernels(rule, true)};
`,
  );
  writeFileSync(
    out.replace(/\.(m?)js$/, ".d.$1ts"),
    `import type { Kernels } from "optim-wasm/define";

export declare const kernels: ${typeOf(rule)};
`,
  );
  if (resolve(name) === resolve(file.slice(0, -".ts".length)))
    console.error(`${out} is written; TypeScript takes ${file}, beside it, for its types: -o can give it another name`);
  return 0;
}
