import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalog } from "./catalog.js";

const root = fileURLToPath(new URL("../", import.meta.url));

interface Description {
  readonly main: string;
  readonly types: string;
  readonly typesVersions: Readonly<Record<"*", Readonly<Record<string, readonly string[]>>>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const { main, types, typesVersions, scripts, exports } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
) as Description;
const entries = Object.entries(exports).flatMap(([entry, target]) =>
  typeof target === "string" ? [] : [{ entry, target }],
);
/** For script tags: a module, and a global. */
/** What the command brings beside itself. */
const COMPILED = ["asconfig.json", "assembly/lanes.ts", "assembly/loop.ts", "assembly/scalars.ts", "transform.mjs"].map(
  (file) => `dist/compiler/${file}`,
);
const SINGLE = ["dist/optim-wasm.min.js", "dist/optim-wasm.iife.min.js"];
const specifier = (entry: string) => posix.join("optim-wasm", entry);

describe.each(entries)("the entry $entry", ({ entry, target }) => {
  it("leads to files that are there, its types first", () => {
    expect(Object.keys(target)[0]).toBe("types");
    expect(Object.keys(target).at(-1)).toBe("default");
    expect(Object.values(target).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("gives old resolvers the same types", () => {
    const old = entry === "." ? types : typesVersions["*"][entry.slice("./".length)][0];
    expect(old).toBe(target.types);
  });

  it("gives require() what import gives", async () => {
    const names = `console.log(JSON.stringify(Object.keys(require("${specifier(entry)}"))))`;
    const printed = run(process.execPath, "--input-type=commonjs", "-e", names);
    const imported = (await import(join(root, target.default))) as object;
    expect((JSON.parse(printed) as string[]).toSorted()).toEqual(Object.keys(imported).toSorted());
  });
});

it("main is what the first entry gives", () => {
  expect(main).toBe(entries[0].target.default);
});

it("installing the package runs nothing", () => {
  expect(Object.keys(scripts).filter((name) => /^(prepare|(pre|post)?install)$/.test(name))).toEqual([]);
});

it("the tarball holds what entries reach, and little beside", () => {
  const printed = run("npm", "pack", "--dry-run", "--json", "--ignore-scripts");
  const [{ files }] = JSON.parse(printed) as { files: { path: string }[] }[];
  const paths = files.map(({ path }) => path).filter((path) => !path.startsWith("src/"));
  const beside = paths.filter((path) => !reached().has(path.replace(/\.map$/, "")));
  expect(beside.toSorted()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.ko.md",
    "README.md",
    ...[...SINGLE, "dist/cli.js", ...COMPILED].toSorted(),
    "package.json",
  ]);
});

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: "utf8" });
}

it("maps name sources that are shipped, and hold none", () => {
  for (const { target } of entries) {
    const map = join(root, `${target.default}.map`);
    const { sources, ...rest } = JSON.parse(readFileSync(map, "utf8")) as { sources: string[] };
    expect(rest).not.toHaveProperty("sourcesContent");
    const files = sources.map((source) => posix.join(posix.dirname(target.default), source));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !file.startsWith("src/") || !existsSync(join(root, file)))).toEqual([]);
  }
});

/** The files that the entries name, and those that these name. */
function reached(): Set<string> {
  const found = new Set<string>();
  const queue = entries.flatMap(({ target }) => Object.values(target).map((path) => posix.join(path)));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const text = file.endsWith(".wasm") ? "" : readFileSync(join(root, file), "utf8");
    const declares = file.endsWith(".d.ts");
    for (const [, path] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"?]+)/g)) {
      queue.push(posix.join(posix.dirname(file), declares ? path.replace(/\.js$/, ".d.ts") : path));
    }
  }
  return found;
}

it("classes keep their names in what is shipped", async () => {
  const library = (await import(join(root, "dist/index.js"))) as Record<string, unknown>;
  for (const { create } of catalog) {
    const name = create().constructor.name;
    expect((library[name] as { name: string }).name).toBe(name);
  }
});
