import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromiumMissing } from "../browsers/chromium.js";
import type { Check, Outcome } from "../check.js";
import { whileServing } from "../edges/serving.js";
import { binary, notInstalled, versionOf } from "../installed.js";
import { firstLine } from "./chromium.js";
import { entryIn, PAGE, type Tool } from "./tools.js";

const ENTRY = `import * as library from "optim-wasm";
import { rows } from "../rows.mjs";
import { conform } from "../suite.mjs";

console.log(JSON.stringify(conform(library, rows)));
`;

export function conforms(tool: Tool): Check {
  return {
    name: tool.name,
    missing: () => missing(tool.module),
    async run(project) {
      const bundle = tool.bundle(entryIn(project.workspace(tool.name), ENTRY));
      return outcome(await tool.run(bundle), tool.module);
    },
  };
}

export const viteDev: Check = {
  name: "vite dev",
  missing: () => missing("vite"),
  async run(project) {
    const folder = entryIn(project.workspace("vite dev"), ENTRY);
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

export function missing(module: string): string | undefined {
  return notInstalled(module) ?? (module === "vite" ? chromiumMissing() : undefined);
}

function outcome(printed: string, module: string): Outcome {
  const result = JSON.parse(printed) as Omit<Outcome, "version">;
  const astray = result.backend === "wasm" ? [] : [`backend is ${result.backend}, expected wasm`];
  return { ...result, version: versionOf(module), failures: [...result.failures, ...astray] };
}
