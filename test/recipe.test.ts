import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { assert, constantFrom, property, subarray, uniqueArray } from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog, type Row } from "./catalog.js";
import { matrices } from "./rows/matrices.js";
import { blocksOf, gaps, listingOf, partsOf, PARTS, VARIANT_PARTS, type Listing } from "./recipe.js";
import { generator } from "./support.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const rows = [...catalog, ...matrices].map(({ name }) => name);
const listing = listingOf(root, rows);
const kinds = Object.keys(PARTS) as (keyof typeof PARTS)[];

describe("the five of an optimizer", () => {
  const parts = rows.flatMap((name) => partsOf(name, listing).map((part) => [name, part] as const));
  const somePart = constantFrom(...parts);
  const without = (from: Listing, part: keyof typeof PARTS, name: string): Listing => ({
    ...from,
    [part]: from[part].filter((each) => each !== name),
  });

  it("are there, and the catalog has them all", () => {
    expect(rows.length).toBeGreaterThanOrEqual(6);
    expect(gaps(listing)).toEqual([]);
  });

  it("are each missed", () => {
    for (const [name, part] of parts)
      expect(gaps(without(listing, part, name))).toContain(`${name} has no ${PARTS[part]}`);
  });

  it("are missed in any number, and nothing else is", () => {
    assert(
      property(uniqueArray(somePart, { minLength: 1, maxLength: 4, selector: String }), (taken) => {
        const left = taken.reduce((from, [name, part]) => without(from, part, name), listing);
        const alone = new Set(taken.map(([name]) => name));
        const found = gaps(left);
        for (const [name, part] of taken) expect(found).toContain(`${name} has no ${PARTS[part]}`);
        for (const gap of found) expect(alone).toContain(gap.split(" ")[0]);
      }),
    );
  });

  it("are missed where a newcomer has only some of them", () => {
    assert(
      property(subarray(kinds, { minLength: 1, maxLength: 4 }), (given) => {
        const grown = given.reduce<Listing>((to, part) => ({ ...to, [part]: [...to[part], "newcomer"] }), listing);
        for (const part of kinds) {
          expect(gaps(grown).includes(`newcomer has no ${PARTS[part]}`)).toBe(!given.includes(part));
        }
      }),
    );
  });

  it("are told where they are there twice", () => {
    assert(
      property(somePart, ([name, part]) => {
        expect(gaps({ ...listing, [part]: [...listing[part], name] })).toEqual([`${name} has 2 ${PARTS[part]}`]);
      }),
    );
  });

  it("may be with further rules of the same class, which must be there", () => {
    const [name] = rows;
    const variant = `${name}-variant`;
    const grown = { ...listing, uses: [...listing.uses, [name, variant] as const] };
    expect(gaps(grown)).toEqual(VARIANT_PARTS.map((part) => `${variant} has no ${PARTS[part]}`));
    const whole = VARIANT_PARTS.reduce((to, part) => ({ ...to, [part]: [...to[part], variant] }), grown);
    expect(gaps(whole)).toEqual([]);
    const unused = { ...listing, uses: listing.uses.filter(([, used]) => used !== name) };
    expect(gaps(unused)).toEqual([`${name} does not use its rule`]);
  });
});

it("a class may use another's rule alone, and has everything else", () => {
  const [name] = rows;
  const grown = { ...listing, classes: [...listing.classes, "twin"], uses: [...listing.uses, ["twin", name] as const] };
  expect(gaps(grown)).toEqual(["row", "export", "fixture"].map((part) => `twin has no ${part}`));
});

describe("the size of an optimizer", () => {
  // Of two phases each.
  const phasesOf = (name: string): number => textOf(`assembly/${name}.ts`).match(/^export function /gm)?.length ?? 1;

  it.each(listing.rules)("the rule of %s has at most 8 lines of code for each phase", (name) => {
    // Its signature is one, which the formatter may break at each name.
    const most = 8 * phasesOf(name);
    expect(
      codeOf(`assembly/${name}.ts`, (code) => code.replace(/(?<=^export function \w+)\([^)]*\)/gm, "()")),
    ).toBeLessThanOrEqual(most);
  });

  it.each(listing.classes)("rule and class of %s have at most 50 lines of code, in two phases 80", (name) => {
    const own = listing.rules.includes(name) ? codeOf(`assembly/${name}.ts`) : 0;
    const most = listing.rules.includes(name) && phasesOf(name) > 1 ? 80 : 50;
    expect(own + codeOf(`src/optimizers/${name}.ts`)).toBeLessThanOrEqual(most);
  });
});

function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Lines that are neither blank nor comment. */
function codeOf(file: string, change = (code: string): string => code): number {
  const code = textOf(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
  return change(code)
    .split("\n")
    .filter((line) => line.trim() !== "").length;
}

describe("the recipe of CONTRIBUTING.md", () => {
  const copy = mkdtempSync(join(tmpdir(), "optim-wasm-recipe-"));
  const at = (file: string): string => join(copy, file);
  const read = (file: string): string => readFileSync(at(file), "utf8");
  const run = async (file: string, ...args: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [file, ...args], { cwd: copy })).stdout;
  // Under another name than the guide's: that one may be an optimizer already.
  const renamed = (text: string): string => text.replaceAll("Lion", "Newcomer").replaceAll("lion", "newcomer");
  const guide = blocksOf(readFileSync(join(root, "CONTRIBUTING.md"), "utf8"));
  const [rule, kind, fixture] = ["assembly/newcomer.ts", "src/optimizers/newcomer.ts", "test/fixtures/newcomer.json"];
  const edited = ["src/index.ts", "test/rows/modern.ts"];
  const before = Object.fromEntries(edited.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const now = (): Listing =>
    listingOf(
      copy,
      readdirSync(at("test/rows")).flatMap((file) =>
        [...read(`test/rows/${file}`).matchAll(/^ {4}name: "([\w-]+)",$/gm)].map(([, name]) => name),
      ),
    );

  beforeAll(() => {
    const folders = ["assembly", "scripts", "src", "test/fixtures", "test/rows"];
    const files = ["test/catalog.ts", "asconfig.json", "transform.mjs", "package.json", "tsconfig.json"];
    for (const each of [...folders, ...files]) {
      cpSync(join(root, each), at(each), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), at("node_modules"), "junction");
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("has a block for each of the five", () => {
    expect(Object.keys(guide).toSorted()).toEqual([
      "assembly/lion.ts",
      "src/index.ts",
      "src/optimizers/lion.ts",
      "test/fixtures/generate.py",
      "test/rows/modern.ts",
    ]);
  });

  it("gives an optimizer that misses nothing, and of whose five each is missed", () => {
    expect(gaps(now())).toEqual([]);
    const steps: Record<string, { give: () => void; take: () => void }> = {
      rule: whole(rule, renamed(guide["assembly/lion.ts"])),
      class: whole(kind, renamed(guide["src/optimizers/lion.ts"])),
      row: edit("test/rows/modern.ts", (text) =>
        text
          .replace(/import \{ (?=[^}]*\} from "\.\.\/\.\.\/src\/index\.js")/, "import { Newcomer, ")
          .replace(/\n\];\n/, `\n${renamed(guide["test/rows/modern.ts"])}];\n`),
      ),
      export: edit("src/index.ts", (text) => `${text}${renamed(guide["src/index.ts"])}`),
      fixture: whole(fixture, "{}"),
    };
    for (const { give } of Object.values(steps)) give();
    expect(now().rows.toSorted()).toEqual([...rows, "newcomer"].toSorted());
    expect(gaps(now())).toEqual([]);
    for (const [part, { give, take }] of Object.entries(steps)) {
      take();
      expect(gaps(now()), part).toContain(`newcomer has no ${part}`);
      give();
    }
    expect(gaps(now())).toEqual([]);
  });

  it("builds, passes the type check and gives the bits of the rule", async () => {
    // The other rules and the passes are built already.
    const passes = readdirSync(at("assembly/passes")).map((file) => `passes/${file}`);
    for (const file of [...listing.rules.map((name) => `${name}.ts`), ...passes]) rmSync(at(`assembly/${file}`));
    await run("--import", "tsx", "scripts/kernels.ts");
    cpSync(join(root, "src/kernels"), at("src/kernels"), { recursive: true, force: false });
    write("check.json", JSON.stringify({ extends: "./tsconfig.json", include: ["src", "test/catalog.ts"] }));
    const tsc = "node_modules/typescript/bin/tsc";
    await Promise.all([run(tsc, "-p", "check.json"), run(tsc, "-p", "assembly/tsconfig.json")]);

    await build({ entryPoints: [at("test/catalog.ts")], bundle: true, format: "esm", outfile: at("catalog.mjs") });
    const bundle = (await import(/* @vite-ignore */ pathToFileURL(at("catalog.mjs")).href)) as Bundle;
    const row = bundle.catalog.find(({ name }) => name === "newcomer") as Row;
    for (const backend of ["wasm", "js"] as const) expectLion(row.create, backend);
  });

  function whole(path: string, text: string) {
    return { give: () => write(path, text), take: () => rmSync(at(path)) };
  }

  function edit(path: string, change: (text: string) => string) {
    return { give: () => write(path, change(before[path])), take: () => write(path, before[path]) };
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  }
});

interface Bundle {
  readonly catalog: readonly Row[];
}

/** 60 steps of Chen et al.'s Lion by hand; numbers within 1e-15 of it. */
function expectLion(create: Row["create"], backend: "wasm" | "js"): void {
  const random = generator(5);
  const [lr, beta1, beta2] = [0.01, 0.8, 0.95];
  const optimizer = create({ lr, beta1, beta2, backend });
  const p = Array.from({ length: 11 }, () => 2 * random() - 1);
  const m = p.map(() => 0);
  const params = { array: Float64Array.from(p), list: [...p] };
  for (let step = 0; step < 60; step++) {
    const g = p.map((_, i) => (i === 3 ? 0 : 10 ** (i - 5) * (2 * random() - 1)));
    optimizer.update(params, { array: Float64Array.from(g), list: g });
    for (let i = 0; i < p.length; i++) {
      const c = beta1 * m[i] + (1 - beta1) * g[i];
      if (c > 0) p[i] -= lr;
      if (c < 0) p[i] += lr;
      m[i] = beta2 * m[i] + (1 - beta2) * g[i];
    }
  }
  expect(Object.keys(optimizer.state)).toEqual(["m"]);
  for (const [where, values] of [
    ["array", params.array],
    ["list", params.list],
  ] as const) {
    p.forEach((wanted, i) => expectClose(values[i], wanted, `${backend}, ${where}: parameter ${i}`));
    m.forEach((wanted, i) => expectClose(optimizer.state.m[where][i], wanted, `${backend}, ${where}: m ${i}`));
  }
}

function expectClose(value: number, wanted: number, where: string): void {
  expect(Math.abs(value - wanted), where).toBeLessThanOrEqual(1e-15 * Math.abs(wanted));
}
