import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Kernels } from "../../src/backend/kernels.js";
import { listingOf } from "../recipe.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A rule of `assembly/`, cut into what `defineOptimizer` takes. */
export interface RuleFile {
  readonly name: string;
  /** What stands between the braces. */
  readonly body: string;
  /** The names of its signature. */
  readonly parameters: readonly string[];
  /** What the build made of it. */
  readonly kernels: Kernels;
  /** Those of the names that are neither given nor kept. */
  readonly scalars: readonly string[];
}

const textOf = (name: string): string => readFileSync(`${root}assembly/${name}.ts`, "utf8");

/** Every rule that a class has, its variants too, but for those in two phases. */
const names = listingOf(root, []).rules.filter((name) => !textOf(name).includes("): sums {"));

export const ruleFiles: readonly RuleFile[] = await Promise.all(
  names.map(async (name): Promise<RuleFile> => {
    const text = textOf(name);
    const found = /function \w+\(([^)]*)\): lanes \{\n([^]*)\n\}\s*$/.exec(text);
    if (!found) throw new Error(`assembly/${name}.ts has another form`);
    const parameters = [...found[1].matchAll(/(\w+): lanes/g)].map(([, parameter]) => parameter);
    const { kernels } = (await import(`../../src/kernels/${name}.ts`)) as { kernels: Kernels };
    const given = ["g", "p", ...kernels.slots];
    const scalars = parameters.filter((parameter) => !given.includes(parameter));
    return { name, body: found[2], parameters, kernels, scalars };
  }),
);
