import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { PATIENCE } from "../browsers/engine.js";
import type { Check, Outcome } from "../check.js";
import { notInstalled } from "../installed.js";
import type { Project } from "../project.js";
import { entriesOf, filesBelow } from "../published.js";
import { fetchJson } from "./serving.js";
import { whileWorking, workerdVersion } from "./workerd.js";

/** A worker whose every answer is the suite's result; what is made at run time is not compiled there. */
export const service = (root: string): string => `import * as library from "${root}/library.mjs";
import { rows } from "${root}/rows.mjs";
import { conform } from "${root}/suite.mjs";

export default { fetch: () => Response.json(conform(library, rows, "js")) };
`;

export function workerd(date: string, build: "workerd" | "default", backend: string): Check {
  const name = build === "default" ? `workerd, ${date}, inline` : `workerd, ${date}`;
  return {
    name,
    missing: () => notInstalled("workerd"),
    async run(project) {
      const folder = project.workspace(name);
      writeFileSync(join(folder, "service.js"), service("."));
      const modules = {
        "service.js": join(folder, "service.js"),
        ...suite(project),
        ...published(project, folder, build),
      };
      return whileWorking(folder, { modules, date }, async (origin) =>
        conformed(origin, await workerdVersion(), backend),
      );
    },
  };
}

function suite({ folder }: Project): Record<string, string> {
  const names = [
    "rows.mjs",
    "library.mjs",
    "suite.mjs",
    ...readdirSync(join(folder, "suite")).map((name) => `suite/${name}`),
  ];
  return Object.fromEntries(names.map((name) => [name, join(folder, name)]));
}

/** The published files, listed as modules under their paths, and under each entry's name what leads to its file. */
export function published(project: Project, folder: string, build: "workerd" | "default"): Record<string, string> {
  const entries = Object.entries(entriesOf(project.folder, build));
  const files = build === "workerd" ? filesBelow(project.folder, "dist/edge") : entries.map(([, file]) => file);
  const named = files.map((file) => [file.endsWith(".wasm") ? `${file}?module` : file, join(project.folder, file)]);
  const leading = entries.map(([entry, file]) => {
    const path = join(folder, "entries", `${entry}.mjs`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `export * from "${relative(dirname(`/${entry}`), `/${file}`).replace(/^(?!\.)/, "./")}";\n`);
    return [entry, path];
  });
  return Object.fromEntries([...named, ...leading]);
}

export async function conformed(url: string, version: string, backend: string, patience = PATIENCE): Promise<Outcome> {
  const result = (await fetchJson(url, patience)) as Omit<Outcome, "version">;
  const astray = result.backend === backend ? [] : [`backend is ${result.backend}, expected ${backend}`];
  return { ...result, version, failures: [...result.failures, ...astray] };
}
