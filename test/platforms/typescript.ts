import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MODELS, unguarded, unsaid } from "../types/said.js";
import type { Check } from "./check.js";
import { execute, MODULES, notInstalled, versionOf } from "./installed.js";
import type { Project } from "./project.js";

const MODELS_FOLDER = join(import.meta.dirname, "../types/models");
const VERSIONS = ["5.0", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "6.0", "7.0"];

/** Versions of TypeScript that must take a strict user's project, and the package's declarations with it. */
export const typescript: readonly Check[] = VERSIONS.map((version) => {
  const module = `typescript-${version}`;
  return {
    name: `TypeScript ${version}`,
    missing: () => notInstalled(module),
    async run(project) {
      const all = settings(version);
      const failures: string[] = [];
      for (const setting of all) failures.push(...(await complaints(project, module, setting)));
      for (const file of MODELS) failures.push(...(await messages(project, module, { ...all[0], files: [file] })));
      return { version: versionOf(module), backend: "–", failures };
    },
  };
});

interface Said {
  readonly stdout: string;
}

interface Setting {
  readonly files: readonly string[];
  readonly lib: readonly string[];
  readonly module: string;
  readonly moduleResolution: string;
  /** Version 6 resolves as Node 10 did when it is told so, 7 no more. */
  readonly ignoreDeprecations?: string;
}

function settings(version: string): Setting[] {
  const pairs = [
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
    ...(version === "7.0" ? [] : [{ module: "esnext", moduleResolution: "node10" }]),
  ];
  const old = version === "6.0" ? { ignoreDeprecations: "6.0" } : {};
  const imported = [
    { ...pairs[0], files: ["consumer.ts", ...MODELS], lib: ["es2022"] },
    ...pairs.map((pair) => ({
      ...pair,
      ...old,
      files: ["consumer.ts", "dom.ts", ...MODELS],
      lib: ["es2022", "dom"],
    })),
  ];
  // Before 5.8 it knows no require() of modules.
  const required = { ...pairs[0], files: ["common.cts"], lib: ["es2022"] };
  return VERSIONS.indexOf(version) < VERSIONS.indexOf("5.8") ? imported : [...imported, required];
}

/** A new folder of the project with this setting. */
function folderWith(project: Project, module: string, { files, ...options }: Setting): string {
  const folder = project.workspace(module);
  cpSync(join(import.meta.dirname, "typescript"), folder, { recursive: true });
  cpSync(MODELS_FOLDER, folder, { recursive: true });
  const compilerOptions = { ...options, target: "es2022", strict: true, skipLibCheck: false, types: [], noEmit: true };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  return folder;
}

/** What is wrong with the messages of one model, which say where in it something is. */
async function messages(project: Project, module: string, setting: Setting): Promise<string[]> {
  const [file] = setting.files;
  const folder = folderWith(project, module, setting);
  const text = unguarded(readFileSync(join(folder, file), "utf8"));
  writeFileSync(join(folder, file), text);
  const tsc = [join(MODULES, module, "bin/tsc"), "--pretty", "false"];
  // It complains, by its code too.
  const said = await execute(process.execPath, tsc, folder).catch(({ cause }: Error) => (cause as Said).stdout);
  return unsaid(text, said).slice(0, 5);
}

/** What the compiler says of a project with this setting. */
async function complaints(project: Project, module: string, setting: Setting): Promise<string[]> {
  const { files, ...options } = setting;
  const folder = folderWith(project, module, setting);
  try {
    await execute(process.execPath, [join(MODULES, module, "bin/tsc")], folder);
    return [];
  } catch (error) {
    const said = String(error)
      .split("\n")
      .filter((line) => line.includes("error TS"))
      .slice(0, 5);
    return [`${options.moduleResolution}, ${files.join(" ")}: ${said.join(" | ") || String(error)}`];
  }
}
