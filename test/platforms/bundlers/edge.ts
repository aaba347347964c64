import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fetchJson } from "../edges/serving.js";
import { whileWorking } from "../edges/workerd.js";
import { execute } from "../installed.js";
import { filesBelow } from "../published.js";
import { byPath, commandLine, type Tool } from "./tools.js";

/** Answers with what the bundle prints first. */
const SERVICE = `import { lines } from "./lines.mjs";
import "./bundle.mjs";

export default { fetch: () => new Response(lines[0]) };
`;
const LINES = "export const lines = [];\n\nconsole.log = (line) => lines.push(line);\n";

const CONDITIONS = ["--conditions=workerd", "--external:*.wasm?module"];
const ESBUILD = ["--bundle", "--format=esm", "--outfile=bundle.mjs", ...CONDITIONS];

/** Bundlers that take what the package gives to edge runtimes, and leave its compiled modules to be imported. */
export const edgeTools: readonly Tool[] = [
  scripted("vite build", "vite"),
  scripted("webpack", "webpack"),
  scripted("rollup, by path", "rollup", byPath("workerd")),
  scripted("rolldown", "rolldown"),
  edge(commandLine("esbuild", "esbuild", ESBUILD)),
];

/** A bundler whose command line cannot be told enough. */
function scripted(name: string, module: string, prepare = (_folder: string): void => {}): Tool {
  return edge({
    name,
    module,
    async bundle(folder) {
      prepare(folder);
      await execute(process.execPath, [join(import.meta.dirname, "edge.mjs"), module, folder], folder);
      return join(folder, "bundle.mjs");
    },
  });
}

/** The bundle runs in workerd; what it imports stands beside it, wherever the bundler left it. */
function edge(tool: Omit<Tool, "run">): Tool {
  return {
    ...tool,
    name: `${tool.name}, workerd`,
    edge: true,
    async run(bundle, project) {
      const folder = join(dirname(bundle), "run");
      const text = readFileSync(bundle, "utf8").replaceAll(/(["'])[^"']*?([\w.-]+\.wasm\?module)\1/g, '"./$2"');
      const compiled = filesBelow(project.folder, "dist/edge").filter((file) => file.endsWith(".wasm"));
      const modules = {
        ...written(folder, { "service.js": SERVICE, "lines.mjs": LINES, "bundle.mjs": text }),
        ...Object.fromEntries(compiled.map((file) => [`${basename(file)}?module`, join(project.folder, file)])),
      };
      const answer = await whileWorking(folder, { modules, date: "2026-01-01" }, (origin) => fetchJson(origin));
      return JSON.stringify(answer);
    },
  };
}

function written(folder: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return [name, join(folder, name)];
    }),
  );
}
