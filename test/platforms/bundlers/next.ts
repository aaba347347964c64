import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.js";
import { conformed } from "../edges/conformance.js";
import { fetchJson, whileServing } from "../edges/serving.js";
import { differently, HALF_A_STEP, modulesAmong, OF_SGD, oneStep } from "../edges/sgd.js";
import { execute, MODULES, notInstalled, versionOf } from "../installed.js";
import type { Project } from "../project.js";

const ROUTE = `import * as library from "../../../library.mjs";
import { rows } from "../../../rows.mjs";
import { conform } from "../../../suite.mjs";

export const runtime = "edge";
export const dynamic = "force-dynamic";
export const GET = () => Response.json(conform(library, rows, "js"));
`;

/** Milliseconds for the suite: each look at a global, such as Math, is slow in the context where Next runs routes. */
const SLOW = 300_000;

/** The same with SGD alone. */
const SGD_ROUTE = oneStep(
  "SGD",
  `export const runtime = "edge";
export const dynamic = "force-dynamic";
export const GET = () => Response.json(params);`,
);

export const next: Check = {
  name: "Next, edge route",
  missing: () => notInstalled("next"),
  async run(project) {
    const folder = project.workspace("next");
    for (const name of needed("next", "react", "react-dom")) {
      cpSync(join(MODULES, name), join(folder, "node_modules", name), { recursive: true });
    }
    for (const [name, route] of Object.entries({ conform: ROUTE, sgd: SGD_ROUTE })) {
      mkdirSync(join(folder, "app", name), { recursive: true });
      writeFileSync(join(folder, "app", name, "route.js"), route);
    }
    writeFileSync(
      join(folder, "app/layout.js"),
      "export default ({ children }) => <html><body>{children}</body></html>;\n",
    );
    const cli = join(folder, "node_modules/next/dist/bin/next");
    const env = { NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
    await execute(process.execPath, [cli, "build"], folder, env);
    const server = {
      command: process.execPath,
      args: [cli, "start", "-H", "127.0.0.1", "-p", "0"],
      cwd: folder,
      env,
      ready: /Local: +http:\/\/127\.0\.0\.1:(\d+)/,
    };
    return whileServing(server, async (origin) => {
      const outcome = await conformed(`${origin}/conform`, versionOf("next"), "wasm", SLOW);
      const answer = JSON.stringify(await fetchJson(`${origin}/sgd`));
      const failures = [
        ...outcome.failures,
        ...(answer === HALF_A_STEP ? [] : [`SGD's route answered ${answer}, expected ${HALF_A_STEP}`]),
        ...differently(modulesOf(project, folder, "/sgd/route"), OF_SGD),
      ];
      return { ...outcome, failures };
    });
  },
};

/** The compiled modules that Next gives a route. */
function modulesOf(project: Project, folder: string, route: string): string[] {
  const text = readFileSync(join(folder, ".next/server/middleware-manifest.json"), "utf8");
  const { functions } = JSON.parse(text) as { functions: Record<string, { wasm: { filePath: string }[] }> };
  return modulesAmong(
    project,
    functions[route].wasm.map(({ filePath }) => join(folder, ".next", filePath)),
  );
}

/** Packages with all they depend on. Next takes none from outside of the project's folder, so they are copied into it. */
function needed(...names: string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const file = join(MODULES, name, "package.json");
    if (found.has(name) || !existsSync(file)) continue;
    found.add(name);
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(file, "utf8")) as Record<
      string,
      object | undefined
    >;
    queue.push(...Object.keys({ ...dependencies, ...optionalDependencies }));
  }
  return found;
}
