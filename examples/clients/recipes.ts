import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import manifest from "./package.json" with { type: "json" };

/** What a script exports beside its recipe. */
export interface Client {
  /** The package's name, and what of it. */
  readonly name: string;
  /** Beginnings of the recipe's lines that only name, convert or zero. */
  readonly glue: readonly string[];
  /** What the whole step is compared with. */
  readonly own: string;
  step(): unknown;
  ownStep(): unknown;
}

const here = (file: string): URL => new URL(file, import.meta.url);

export const ROOT = fileURLToPath(here("../../"));
export const PAGE = `${ROOT}docs/recipes.md`;

/** The scripts; those of an entry that is not built are left out. */
export const scripts: readonly string[] = [
  "jax",
  "ml-matrix",
  "ndarray",
  "mathjs",
  "mathjs-symbolic",
  "brain",
  "convnetjs",
  "gpt-tfjs",
]
  .filter((script) => existsSync(here(`${script}.mjs`)))
  .filter((script) => script !== "gpt-tfjs" || existsSync(`${ROOT}dist/tfjs.js`));

export async function load(script: string): Promise<Client> {
  return ((await import(here(`${script}.mjs`).href)) as { client: Client }).client;
}

/** What stands between these marks of a script, each part for itself, without what it is indented by. */
export function partsOf(script: string, mark: "recipe" | "flat"): string[] {
  const text = readFileSync(here(`${script}.mjs`), "utf8");
  return [...text.matchAll(new RegExp(`^( *)// ${mark}\n([^]*?)^ *// end$`, "gm"))].map(([, indent, part]) =>
    part.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}

/** How many statements of glue it takes by a flat map, and how many in the recipe. */
export function glueOf(script: string, { glue }: Pick<Client, "glue">): { before: number; after: number } {
  return { before: partsOf(script, "flat").join("").match(/;$/gm)?.length ?? 0, after: glue.length };
}

/** The first block of code under each heading of the page. */
export function blocksOf(page: string): Record<string, string> {
  const found = page.matchAll(/^## (.+)\n(?:(?!^## )[^])*?^```js\n([^]*?)^```$/gm);
  return Object.fromEntries([...found].map(([, name, code]) => [name, code]));
}

export function versionOf(name: string): string {
  const own = name === "jax-js" ? "@jax-js/jax" : name.replace(/, .*/, "");
  return manifest.dependencies[own as keyof typeof manifest.dependencies];
}
