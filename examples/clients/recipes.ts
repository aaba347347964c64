import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import manifest from "./package.json" with { type: "json" };

export interface Recipe {
  /** The file, without its ending. */
  readonly script: string;
  /** Its heading in the page. */
  readonly title: string;
  readonly package: keyof typeof manifest.dependencies;
  /** Beginnings of its statements that only name, convert or zero. */
  readonly glue: readonly string[];
  /** A file of the build, without which it is left out. */
  readonly needs?: string;
}

/** What a script exports beside its recipe. */
export interface Client {
  /** What the whole step is compared with. */
  readonly own: string;
  step(): unknown;
  ownStep(): unknown;
}

const all: readonly Recipe[] = [
  { script: "jax", title: "jax-js", package: "@jax-js/jax", glue: ["const values ="] },
  { script: "ml-matrix", title: "ml-matrix", package: "ml-matrix", glue: [] },
  { script: "ndarray", title: "ndarray", package: "ndarray", glue: ["const { params, grads } ="] },
  { script: "mathjs", title: "mathjs", package: "mathjs", glue: [] },
  { script: "mathjs-symbolic", title: "mathjs, symbolic", package: "mathjs", glue: [] },
  {
    script: "brain",
    title: "brain.js",
    package: "brain.js",
    glue: ["const [weights, biases, deltas] =", "rows ??=", "for (const [k, layer] of"],
  },
  {
    script: "convnetjs",
    title: "convnetjs",
    package: "convnetjs",
    glue: ["const pairs =", "const [params, grads] =", "for (const values of grads)"],
  },
  { script: "gpt-tfjs", title: "gpt-tfjs", package: "gpt-tfjs", glue: [], needs: "dist/tfjs.js" },
];

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const PAGE = `${ROOT}docs/recipes.md`;
export const recipes = all.filter(({ needs }) => needs === undefined || existsSync(`${ROOT}${needs}`));

const fileOf = (script: string): URL => new URL(`${script}.mjs`, import.meta.url);

export async function load({ script }: Recipe): Promise<Client> {
  return ((await import(fileOf(script).href)) as { client: Client }).client;
}

export function readPage(): string {
  return readFileSync(PAGE, "utf8");
}

/** The code of a script that the page shows. */
export function codeOf({ script }: Recipe): string {
  return partsOf(script, "recipe").join("");
}

/** The first block of code under a heading of the page. */
export function blockOf(page: string, { title }: Recipe): string | undefined {
  const [, section = ""] = page.split(`\n## ${title}\n`);
  return /^```js\n([^]*?)^```$/m.exec(section.split("\n## ")[0])?.[1];
}

/** How many statements of glue it takes by a flat map, and how many in the recipe. */
export function glueOf({ script, glue }: Recipe): [before: number, now: number] {
  return [partsOf(script, "flat").join("").match(/;$/gm)?.length ?? 0, glue.length];
}

/** A row of the page's table, up to what is measured. */
export function beginOfRow(recipe: Recipe): string {
  const { title } = recipe;
  const anchor = title.replaceAll(/[.,]/g, "").replaceAll(" ", "-");
  const version = manifest.dependencies[recipe.package];
  return `| [${title}](#${anchor}) ${version} | ${glueOf(recipe).join(" | ")} |`;
}

/** What stands in a script between such a mark and the next end. */
function partsOf(script: string, mark: "recipe" | "flat"): string[] {
  const text = readFileSync(fileOf(script), "utf8");
  return [...text.matchAll(new RegExp(`^ *// ${mark}\n([^]*?)^ *// end$`, "gm"))].map(([, part]) => part);
}
