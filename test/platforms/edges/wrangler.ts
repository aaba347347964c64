import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.js";
import { binary, execute, notInstalled, versionOf } from "../installed.js";
import type { Project } from "../project.js";
import { conformed, service } from "./conformance.js";
import { whileServing } from "./serving.js";

export const dev: Check = {
  name: "wrangler dev",
  missing: () => notInstalled("wrangler"),
  async run(project) {
    const folder = workerIn(project, "wrangler dev");
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
    const folder = workerIn(project, "wrangler deploy");
    const bundle = dryDeployed(folder);
    const published = readFileSync(join(project.folder, "node_modules/optim-wasm/dist/kernels.wasm"));
    const uploaded = Object.keys(bundle).filter((name) => name.endsWith(".wasm") && readFileSync(bundle[name]).equals(published));
    const failures = uploaded.length === 1 ? [] : [`not exactly one kernels.wasm among ${Object.keys(bundle).join(", ")}`];
    return { version: versionOf("wrangler"), backend: "–", failures };
  },
};

/** What wrangler would upload from a folder with a wrangler.toml: module name → file, the main module first. */
export function dryDeployed(folder: string): Record<string, string> {
  execute(binary("wrangler"), ["deploy", "--dry-run", "--outdir", "uploaded"], folder, quiet(folder));
  const names = readdirSync(join(folder, "uploaded")).filter((name) => /\.(js|wasm)$/.test(name));
  const mainFirst = names.toSorted((a, b) => Number(a.endsWith(".wasm")) - Number(b.endsWith(".wasm")));
  return Object.fromEntries(mainFirst.map((name) => [name, join(folder, "uploaded", name)]));
}

function workerIn(project: Project, name: string): string {
  const folder = project.workspace(name);
  writeFileSync(join(folder, "service.js"), service("optim-wasm", ".."));
  writeFileSync(join(folder, "wrangler.toml"), 'name = "conformance"\nmain = "service.js"\ncompatibility_date = "2026-01-01"\n');
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
