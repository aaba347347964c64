import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, Outcome } from "../check.js";
import { notInstalled } from "../installed.js";
import type { Project } from "../project.js";
import { fetchJson } from "./serving.js";
import { whileWorking, workerdVersion } from "./workerd.js";

/** A worker whose every answer is the suite's result. */
export const service = (specifier: string, root: string): string => `import * as library from "${specifier}";
import { rows } from "${root}/rows.mjs";
import { conform } from "${root}/suite.mjs";

export default { fetch: () => Response.json(conform(library, rows)) };
`;

/** The published files, listed as modules under the names by which they are imported. */
export function workerd(date: string, entry: "." | "./inline", backend: string): Check {
  const specifier = entry.replace(".", "optim-wasm");
  const name = `workerd, ${date}${entry.slice(1).replace("/", ", ")}`;
  return {
    name,
    missing: () => notInstalled("workerd"),
    async run(project) {
      const folder = project.workspace(name);
      writeFileSync(join(folder, "service.js"), service(specifier, "."));
      const modules = {
        "service.js": join(folder, "service.js"),
        "rows.mjs": join(project.folder, "rows.mjs"),
        "suite.mjs": join(project.folder, "suite.mjs"),
        [specifier]: published(project, entry),
        "kernels.wasm?module": join(project.folder, "node_modules/optim-wasm/dist/kernels.wasm"),
      };
      return whileWorking(folder, { modules, date }, (origin) => conformed(origin, workerdVersion(), backend));
    },
  };
}

export async function conformed(url: string, version: string, backend: string): Promise<Outcome> {
  const result = (await fetchJson(url)) as Omit<Outcome, "version">;
  const astray = result.backend === backend ? [] : [`backend is ${result.backend}, expected ${backend}`];
  return { ...result, version, failures: [...result.failures, ...astray] };
}

/** The file that the package's exports give to workerd. */
function published(project: Project, entry: "." | "./inline"): string {
  const folder = join(project.folder, "node_modules/optim-wasm");
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    exports: Record<string, { workerd?: string; default: string }>;
  };
  return join(folder, exports[entry].workerd ?? exports[entry].default);
}
