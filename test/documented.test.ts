import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalog } from "./catalog.js";
import { matrices } from "./rows/matrices.js";
import { publicPlaces } from "./types/declarations.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const page = readFileSync(`${root}docs/optimizers.md`, "utf8");
const titles = [...new Set([...catalog, ...matrices].map(({ create }) => create().constructor.name))];

/** Where a public symbol is declared, with what stands before it and what is in its braces, if it has any. */
const symbols = [...publicPlaces()].map((place) => {
  const [file, name] = place.split("#");
  const text = readFileSync(`${root}${file}`, "utf8");
  const at = text.search(
    new RegExp(`^(export )?(declare )?(abstract )?(class|interface|type|function|const) ${name}\\b`, "m"),
  );
  const [declaration] = at < 0 ? [""] : text.slice(at).split(/^\}/m);
  return { place, name, before: text.slice(0, Math.max(at, 0)), declaration };
});
const optionsOf = symbols.filter(({ name }) => /Options$|^(Rate|Group)$/.test(name));
type New = new (options: object) => object;
const SKIPPED = ["private", "protected", "get", "set"];

describe("what the package exports", () => {
  it("is found", () => {
    expect(symbols.length).toBeGreaterThan(100);
    expect(symbols.filter(({ declaration }) => declaration === "").map(({ place }) => place)).toEqual([]);
  });

  it("has a description each", () => {
    expect(symbols.filter(({ before }) => !/\*\/\s*$/.test(before)).map(({ place }) => place)).toEqual([]);
  });

  it("has its options described, each with its default unless it must be given", () => {
    const found = optionsOf.flatMap(({ name, declaration }) =>
      membersOf(declaration).map((each) => ({ ...each, name })),
    );
    expect(found.length).toBeGreaterThan(60);
    const lacking = found.filter(({ said, optional }) => said === "" || (optional && !/default/i.test(said)));
    expect(lacking.map(({ name, member }) => `${name}.${member}`)).toEqual([]);
  });

  it("has the options of every optimizer described, with the default", () => {
    for (const title of titles) {
      const rows = [...sectionOf(title).matchAll(/^\| `(\w+)` \| (.*?) \| (.*) \|$/gm)];
      expect(rows.length, title).toBeGreaterThan(0);
      for (const [, name, value, said] of rows) {
        expect(value, `${title}.${name}`).toMatch(/^`.+`$/);
        expect(said, `${title}.${name}`).toMatch(/default/i);
      }
    }
  });

  it("has every option that an optimizer takes, in its table or among those of every class", () => {
    const [intro] = page.split("\n## ");
    for (const Optimizer of [...catalog, ...matrices].map(({ create }) => create().constructor as New)) {
      const all =
        refusalOf(Optimizer)
          .match(/(?<= takes ).*$/)?.[0]
          .split(", ") ?? [];
      expect(all.length, Optimizer.name).toBeGreaterThan(10);
      const rows = [...sectionOf(Optimizer.name).matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
      expect(all.filter((name) => !rows.includes(name) && !intro.includes(`\`${name}\``))).toEqual([]);
    }
  });

  it("has an example of every optimizer, which the tests of pages run", () => {
    for (const title of titles) {
      const [block = ""] = sectionOf(title).match(/```ts\n[^]*?```/) ?? [];
      expect(block, title).toContain(`new ${title}(`);
    }
  });

  it("has what stands in the defaults of doc comments and in the table alike", () => {
    for (const [, value, said] of page.matchAll(/^\| `\w+` \| `([^`|]*)` \| (.*) \|$/gm)) {
      const [told] = said.match(/(?<=Default )[\d.e-]+(?=\.( |$))/) ?? [];
      if (told !== undefined) expect(Number(told), said).toBe(Number(value.replaceAll("_", "")));
    }
  });
});

/** What an optimizer says of an option that it does not have. */
function refusalOf(Optimizer: New): string {
  try {
    Reflect.construct(Optimizer, [{ unheardOf: 1 }]);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

function sectionOf(title: string): string {
  return page.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
}

/** Of an interface as it is declared: its members, what is said of them, and whether they may be left out. */
function membersOf(declaration: string): { member: string; said: string; optional: boolean }[] {
  const [head] = declaration.split("\n");
  if (!head.endsWith("{")) return [];
  const body = declaration.slice(head.length);
  return [...body.matchAll(/(\/\*\*(?:(?!\*\/)[^])*\*\/\s*)?^ {4}(?:readonly )?(\w+)(\??)[:(]/gm)]
    .map(([, said = "", member, mark]) => ({ member, said, optional: mark === "?" }))
    .filter(({ member, said }) => !SKIPPED.includes(member) && !said.includes("@internal"));
}
