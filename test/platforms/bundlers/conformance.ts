import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromiumMissing } from "../browsers/chromium.js";
import type { Check, Outcome } from "../check.js";
import { whileServing } from "../edges/serving.js";
import { binary, notInstalled, versionOf } from "../installed.js";
import type { Project } from "../project.js";
import { firstLine } from "./chromium.js";
import { entryIn, PAGE, type Tool } from "./tools.js";

const ENTRY = `import * as library from "./library.mjs";
import { rows } from "../rows.mjs";
import { conform } from "../suite.mjs";

console.log(JSON.stringify(conform(library, rows)));
`;

export function conforms(tool: Tool): Check {
  return {
    name: tool.name,
    missing: () => missing(tool.module),
    async run(project) {
      const bundle = await tool.bundle(conformanceIn(project, tool.name));
      return outcome(await tool.run(bundle, project), tool.module);
    },
  };
}

export const viteDev: Check = {
  name: "vite dev",
  missing: () => missing("vite"),
  async run(project) {
    const folder = conformanceIn(project, "vite dev");
    writeFileSync(join(folder, "index.html"), PAGE);
    const server = {
      command: binary("vite"),
      args: ["--host", "127.0.0.1", "--port", "0"],
      cwd: folder,
      env: { NO_COLOR: "1" },
      ready: /http:\/\/127\.0\.0\.1:(\d+)/,
    };
    return whileServing(server, async (origin) => outcome(await firstLine(origin), "vite"));
  },
};

function conformanceIn(project: Project, name: string): string {
  const folder = entryIn(project.workspace(name), ENTRY);
  cpSync(join(project.folder, "library.mjs"), join(folder, "library.mjs"));
  return folder;
}

export function missing(module: string): string | undefined {
  return notInstalled(module) ?? (module === "vite" ? chromiumMissing() : undefined);
}

function outcome(printed: string, module: string): Outcome {
  const result = JSON.parse(printed) as Omit<Outcome, "version">;
  const astray = result.backend === "wasm" ? [] : [`backend is ${result.backend}, expected wasm`];
  return { ...result, version: versionOf(module), failures: [...result.failures, ...astray] };
}
