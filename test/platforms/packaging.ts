import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { Check } from "./check.js";
import { binary, execute, notInstalled, versionOf } from "./installed.js";
import type { Project } from "./project.js";

/** What the packed package is, before anything runs. */
export const packaging: readonly Check[] = [
  clean("publint", "publint", "publint", (tarball) => ["--strict", tarball]),
  clean("arethetypeswrong, esm-only", "@arethetypeswrong/cli", "attw", (tarball) => [
    tarball,
    "--profile",
    "esm-only",
    "--no-emoji",
  ]),
  finding("only what belongs in the tarball", ({ files }) => files.filter((file) => !BELONGS.test(file))),
  finding("source maps resolve", ({ folder, files }) =>
    files.filter(isBundle).flatMap((file) => unmapped(folder, file)),
  ),
  finding("schedules stand alone", ({ folder }) =>
    /^import |WebAssembly/m.test(textOf(folder, "dist/schedules.js"))
      ? ["dist/schedules.js needs more than itself"]
      : [],
  ),
  finding("no WebAssembly in the types", ({ folder, files }) =>
    files.filter((file) => file.endsWith(".d.ts") && textOf(folder, file).includes("WebAssembly")),
  ),
];

const BELONGS = /^(dist\/.+|src\/.+\.ts|README(\.ko)?\.md|CHANGELOG\.md|LICENSE|package\.json)$/;

/**
 * Edge runtimes are given the source files' own modules, to be read as they are; script tags one small file; the command's
 * sources are not in the package.
 */
function isBundle(file: string): boolean {
  return file.endsWith(".js") && !/^dist\/(edge\/|cli\.js$)|\.min\.js$/.test(file);
}

/** A tool that judges the tarball and fails where it is not clean. */
function clean(name: string, module: string, command: string, args: (tarball: string) => string[]): Check {
  return {
    name,
    missing: () => notInstalled(module),
    async run(project) {
      const printed = await execute(binary(command), args(tarballOf(project)), project.folder);
      return {
        version: versionOf(module),
        backend: "–",
        failures: /suggestions:|warnings:/i.test(printed) ? [printed] : [],
      };
    },
  };
}

interface Package {
  readonly folder: string;
  readonly files: readonly string[];
}

function finding(name: string, find: (installed: Package) => string[]): Check {
  return {
    name,
    async run(project) {
      const folder = join(project.folder, "node_modules/optim-wasm");
      const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const files = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
      const { version } = JSON.parse(textOf(folder, "package.json")) as { version: string };
      return { version, backend: "–", failures: find({ folder, files }) };
    },
  };
}

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: unknown;
  readonly mappings: string;
}

/** What is wrong with a script's source map: the sources are files of the package, and not in the map as well. */
function unmapped(folder: string, file: string): string[] {
  const named = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(textOf(folder, file))?.[1];
  if (named !== `${basename(file)}.map`) return [`${file} names ${named ?? "no map"}`];
  const map = JSON.parse(textOf(folder, `${file}.map`)) as SourceMap;
  const absent = map.sources.filter((source) => !existsSync(join(folder, dirname(file), source)));
  return [
    ...absent.map((source) => `${file}.map names ${source}, which is not in the package`),
    ...(map.sourcesContent === undefined ? [] : [`${file}.map holds the sources once more`]),
    ...(map.sources.length > 0 && map.mappings.length > 0 ? [] : [`${file}.map maps nothing`]),
  ];
}

function tarballOf(project: Project): string {
  return join(
    project.folder,
    readdirSync(project.folder).find((name) => name.endsWith(".tgz"))!,
  );
}

function textOf(folder: string, file: string): string {
  return readFileSync(join(folder, file), "utf8");
}
