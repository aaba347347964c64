import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Project } from "../project.js";
import { filesBelow } from "../published.js";

/** A module that makes one step with one optimizer, and then something of `params`. */
export const oneStep = (title: string, then: string): string => `import { ${title} } from "optim-wasm";

const params = { x: [1, 2, 3] };
new ${title}({ lr: 0.5 }).update(params, { x: [1, 1, 1] });
${then}
`;

/** What `params` are after that step of SGD. */
export const HALF_A_STEP = '{"x":[0.5,1.5,2.5]}';

/** The modules of SGD's two rules, and of sums that a step takes where options ask for them. */
export const OF_SGD = ["accumulate", "sgd-momentum", "sgd", "squares"].flatMap((name) => [
  `${name}.f32.wasm`,
  `${name}.f64.wasm`,
]);

/** The names of all published modules, also of those that are the same. */
export function publishedNames(project: Project): string[] {
  return modules(project)
    .map((file) => basename(file))
    .toSorted();
}

/** The names of all published modules. */
export function moduleNames(project: Project): string[] {
  // Some are the same: one name stands for them.
  return modulesAmong(
    project,
    modules(project).map((file) => join(project.folder, file)),
  );
}

/** The published names of the modules among these files, told by their bytes. */
export function modulesAmong(project: Project, files: readonly string[]): string[] {
  const names = new Map(modules(project).map((file) => [textOf(join(project.folder, file)), basename(file)]));
  const compiled = files.filter((file) => file.endsWith(".wasm"));
  return compiled.map((file) => names.get(textOf(file)) ?? basename(file)).toSorted();
}

/** The modules that a script imports, by their published names: some tools write a hash before them. */
export function modulesImported(script: string): string[] {
  const paths = [...textOf(script).matchAll(/["']([^"']+\.wasm)(?:\?module)?["']/g)].map(([, path]) => path);
  return [...new Set(paths.map((path) => basename(path).replace(/^[0-9a-f]{40}-/, "")))].toSorted();
}

/** What is wrong with a list of modules. */
export function differently(names: readonly string[], expected: readonly string[]): string[] {
  return names.join() === expected.join()
    ? []
    : [`its modules are ${names.join(", ")}, expected ${expected.join(", ")}`];
}

function modules(project: Project): string[] {
  return filesBelow(project.folder, "dist/edge").filter((file) => file.endsWith(".wasm"));
}

function textOf(file: string): string {
  return readFileSync(file, "latin1");
}
