import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What there is of optimizers, by the names of files, of the catalog's rows and of the exports. */
export interface Listing {
  readonly rules: readonly string[];
  readonly classes: readonly string[];
  readonly rows: readonly string[];
  readonly exports: readonly string[];
  readonly fixtures: readonly string[];
  /** A class, and a rule whose kernels it imports: there may be further ones for its variants, or another class's alone. */
  readonly uses: readonly (readonly [name: string, rule: string])[];
}

/** What makes an optimizer, in one word for messages. */
export const PARTS = { rules: "rule", classes: "class", rows: "row", exports: "export", fixtures: "fixture" } as const;

const NO_RULES = new Set(["bfloat16", "lanes", "loop", "scalars", "sums", "words.d"]);
const NO_OPTIMIZERS = new Set([
  "evaluations",
  "muon-bfloat16",
  "passes",
  "problem",
  "schedules",
  "safetensors",
  "state_dicts",
  "tensors",
  "torch",
  "training",
]);

export function listingOf(root: string, rows: readonly string[]): Listing {
  const named = (folder: string, ending: string): string[] => {
    const files = readdirSync(join(root, folder)).filter((file) => file.endsWith(ending));
    return files.map((file) => file.slice(0, -ending.length));
  };
  const text = (file: string): string => readFileSync(join(root, file), "utf8");
  const found = (source: string, pattern: RegExp): string[] => [...source.matchAll(pattern)].map(([, name]) => name);
  const classes = named("src/optimizers", ".ts");
  return {
    rules: named("assembly", ".ts").filter((name) => !NO_RULES.has(name)),
    classes,
    rows,
    exports: found(text("src/index.ts"), /^export .* from "\.\/optimizers\/([\w-]+)\.js";$/gm),
    fixtures: ["test/fixtures", "test/fixtures/matrices"]
      .flatMap((folder) => named(folder, ".json"))
      .filter((name) => !NO_OPTIMIZERS.has(name)),
    uses: classes.flatMap((name) => {
      const own = text(`src/optimizers/${name}.ts`);
      // What several classes have alike is in a folder beside them.
      const shared = found(own, /from "\.\/shared\/([\w-]+)\.js"/g).map((file) =>
        text(`src/optimizers/shared/${file}.ts`),
      );
      const used = found([own, ...shared].join(""), /from "(?:\.\.\/)+kernels\/([\w-]+)\.js"/g);
      // The same rule, whose state is kept otherwise.
      return used.filter((rule) => !rule.endsWith("-bfloat16")).map((rule) => [name, rule] as const);
    }),
  };
}

/** What a variant of a class has of its own: a rule, which the class uses beside that of its name. */
export const VARIANT_PARTS: readonly (keyof typeof PARTS)[] = ["rules", "rows", "fixtures"];

/** What this name must have: a rule of its own, unless its class uses another's alone; a class, unless it is of one. */
export function partsOf(name: string, { uses }: Listing): (keyof typeof PARTS)[] {
  const owners = new Set(uses.map(([owner]) => owner));
  const rules = uses.filter(([owner]) => owner === name).map(([, rule]) => rule);
  if (!owners.has(name) && uses.some(([, rule]) => rule === name)) return [...VARIANT_PARTS];
  const borrows = !rules.includes(name) && rules.some((rule) => owners.has(rule));
  const all = Object.keys(PARTS) as (keyof typeof PARTS)[];
  return borrows ? all.filter((part) => part !== "rules") : all;
}

/** What is missing or there twice, a sentence each. */
export function gaps(listing: Listing): string[] {
  const { rules, classes, rows, exports, fixtures, uses } = listing;
  const used = new Set(uses.map(([, rule]) => rule));
  const names = new Set([...classes, ...rows, ...exports, ...fixtures, ...rules, ...used]);
  const counted = [...names].flatMap((name) => {
    const kinds = partsOf(name, listing);
    return kinds.map((kind) => ({
      name,
      part: PARTS[kind],
      count: listing[kind].filter((each) => each === name).length,
    }));
  });
  const wrong = counted.filter(({ count }) => count !== 1);
  const unused = [...new Set(classes)].filter((name) => partsOf(name, listing).includes("rules") && !used.has(name));
  return [
    ...wrong.map(({ name, part, count }) => `${name} has ${count || "no"} ${part}`),
    ...unused.map((name) => `${name} does not use its rule`),
  ];
}

/** The code of a guide, by the file that the line before the block begins with. */
export function blocksOf(guide: string): Record<string, string> {
  const blocks = [...guide.matchAll(/^`([\w./-]+)`.*:\n\n```\w+\n([^]*?)```$/gm)];
  return Object.fromEntries(blocks.map(([, file, code]) => [file, code]));
}
