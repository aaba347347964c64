import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.js";
import { binary, execute, notInstalled, versionOf } from "../installed.js";
import type { Project } from "../project.js";
import { conformed, service } from "./conformance.js";
import { differently, HALF_A_STEP, modulesAmong, modulesImported, moduleNames, OF_SGD, oneStep } from "./sgd.js";
import { fetchJson, whileServing } from "./serving.js";
import { whileWorking } from "./workerd.js";

const DATE = "2026-01-01";

export const dev: Check = {
  name: "wrangler dev",
  missing: () => notInstalled("wrangler"),
  async run(project) {
    const folder = workerIn(project, "wrangler dev", service(".."));
    const server = {
      command: binary("wrangler"),
      args: ["dev", "--ip", "127.0.0.1", "--port", "0", "--show-interactive-dev-session=false"],
      cwd: folder,
      env: quiet(folder),
      ready: /Ready on http:\/\/127\.0\.0\.1:(\d+)/,
    };
    return whileServing(server, (origin) => conformed(origin, versionOf("wrangler"), "wasm"));
  },
};

export const dryRun: Check = {
  name: "wrangler deploy --dry-run",
  missing: () => notInstalled("wrangler"),
  async run(project) {
    const bundle = await dryDeployed(workerIn(project, "wrangler deploy", service("..")));
    const failures = differently(modulesAmong(project, Object.values(bundle)), moduleNames(project));
    return { version: versionOf("wrangler"), backend: "–", failures };
  },
};

/** The script of a worker with SGD alone imports no other optimizer's modules, though wrangler uploads all it saw. */
export const onlySgd: Check = {
  name: "wrangler deploy --dry-run, only SGD",
  missing: () => notInstalled("wrangler") ?? notInstalled("workerd"),
  async run(project) {
    const code = oneStep("SGD", "export default { fetch: () => Response.json(params) };");
    const folder = workerIn(project, "wrangler only SGD", code);
    const modules = await dryDeployed(folder);
    const answer = await whileWorking(folder, { modules, date: DATE }, (origin) => fetchJson(origin));
    const failures = [
      ...differently(modulesImported(Object.values(modules)[0]), OF_SGD),
      ...(JSON.stringify(answer) === HALF_A_STEP
        ? []
        : [`it answered ${JSON.stringify(answer)}, expected ${HALF_A_STEP}`]),
    ];
    return { version: versionOf("wrangler"), backend: "–", failures };
  },
};

/** What wrangler would upload from a folder with a wrangler.toml: module name → file, the main module first. */
export async function dryDeployed(folder: string): Promise<Record<string, string>> {
  await execute(binary("wrangler"), ["deploy", "--dry-run", "--outdir", "uploaded"], folder, quiet(folder));
  const names = readdirSync(join(folder, "uploaded")).filter((name) => /\.(js|wasm)$/.test(name));
  const mainFirst = names.toSorted((a, b) => Number(a.endsWith(".wasm")) - Number(b.endsWith(".wasm")));
  return Object.fromEntries(mainFirst.map((name) => [name, join(folder, "uploaded", name)]));
}

function workerIn(project: Project, name: string, code: string): string {
  const folder = project.workspace(name);
  writeFileSync(join(folder, "service.js"), code);
  const about = ['name = "conformance"', 'main = "service.js"', `compatibility_date = "${DATE}"`];
  writeFileSync(join(folder, "wrangler.toml"), `${about.join("\n")}\n`);
  return folder;
}

/** No metrics, no questions, no look for updates, nothing written outside of the folder. */
function quiet(folder: string): Record<string, string> {
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  return {
    CI: "1",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: home,
    XDG_CONFIG_HOME: home,
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
  };
}
