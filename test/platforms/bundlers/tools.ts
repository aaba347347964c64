import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { serve } from "../browsers/server.js";
import { binary, execute } from "../installed.js";
import type { Project } from "../project.js";
import { entriesOf } from "../published.js";
import { firstLine } from "./chromium.js";

/** A bundler as its command line gives it: no plugins, and no configuration beyond entry and output. */
export interface Tool {
  readonly name: string;
  /** The npm package it is. */
  readonly module: string;
  /** Bundles entry.js of the folder and returns the path of what came out. */
  readonly bundle: (folder: string) => Promise<string>;
  /** What the bundle prints first when it is run. */
  readonly run: (bundle: string, project: Project) => Promise<string>;
  /** Whether it takes the build for edge runtimes, whose bundles import compiled modules. */
  readonly edge?: true;
}

const inNode = async (bundle: string): Promise<string> =>
  (await execute(process.execPath, [bundle], dirname(bundle))).split("\n")[0];

export function commandLine(
  name: string,
  module: string,
  args: readonly string[],
  prepare = (_folder: string): void => {},
): Tool {
  const bundle = async (folder: string): Promise<string> => {
    prepare(folder);
    await execute(binary(module), ["entry.js", ...args], folder);
    return join(folder, "bundle.mjs");
  };
  return { name, module, bundle, run: inNode };
}

const webpack: Tool = {
  name: "webpack",
  module: "webpack",
  async bundle(folder) {
    await execute(process.execPath, [join(import.meta.dirname, "webpack.mjs"), folder], folder);
    return join(folder, "bundle.cjs");
  },
  run: inNode,
};

const vite: Tool = {
  name: "vite build",
  module: "vite",
  async bundle(folder) {
    writeFileSync(join(folder, "index.html"), PAGE);
    await execute(binary("vite"), ["build"], folder);
    const assets = join(folder, "dist/assets");
    return join(
      assets,
      readdirSync(assets).find((name) => name.endsWith(".js"))!,
    );
  },
  async run(bundle) {
    const site = await serve({ folders: { "/": join(dirname(bundle), "..") } });
    return firstLine(`${site.origin}/index.html`).finally(site.close);
  },
};

export const PAGE =
  '<!doctype html><title>entry</title><link rel="icon" href="data:,"><script type="module" src="./entry.js"></script>\n';

/** Rollup without plugins does not know packages: the modules name the files. */
export const byPath = (build: "default" | "workerd") => (folder: string) => {
  const entries = entriesOf(dirname(folder), build);
  for (const module of ["entry.js", "library.mjs"]
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))) {
    const text = readFileSync(module, "utf8");
    writeFileSync(
      module,
      text.replaceAll(/(?<=from ")optim-wasm[/\w]*(?=")/g, (entry) => `../${entries[entry]}`),
    );
  }
};

export const tools: readonly Tool[] = [
  vite,
  webpack,
  commandLine("rollup, by path", "rollup", ["--file", "bundle.mjs"], byPath("default")),
  commandLine("rolldown", "rolldown", ["--file", "bundle.mjs"]),
  commandLine("esbuild", "esbuild", ["--bundle", "--format=esm", "--outfile=bundle.mjs"]),
  commandLine("esbuild --minify", "esbuild", ["--bundle", "--minify", "--format=esm", "--outfile=bundle.mjs"]),
];

export function entryIn(folder: string, source: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "entry.js"), source);
  return folder;
}
