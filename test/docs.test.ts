import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalog } from "./catalog.js";
import { page as exactness } from "./exactness.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const page = readFileSync(`${root}docs/optimizers.md`, "utf8");

describe("docs/optimizers.md", () => {
  it("is what the classes say of themselves", () => {
    expect(() => execFileSync(process.execPath, [`${root}scripts/optimizers.mjs`, "--check"])).not.toThrow();
  });

  it.each(catalog.filter(({ of }) => !of))("gives the defaults of $name as they are", ({ defaults, create }) => {
    const [section = ""] = page.split(`\n## ${create().constructor.name}\n`)[1].split("\n## ");
    const rows = [...section.matchAll(/^\| `(\w+)` \| `([^|]*)` \|/gm)];
    const told = new Map(rows.map(([, name, value]) => [name, Number(value.replaceAll("_", ""))]));
    for (const [name, value] of Object.entries(defaults)) expect(told.get(name), name).toBe(value);
  });

  it("is told of by the README, with every class", () => {
    const readme = readFileSync(`${root}README.md`, "utf8");
    for (const { create } of catalog) expect(readme).toContain(`\`${create().constructor.name}\``);
  });
});

it("docs/exactness.md is what the fixtures say", () => {
  expect(readFileSync(`${root}docs/exactness.md`, "utf8") === exactness(), "npm run exactness").toBe(true);
});
