import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { drawCanyon } from "../examples/pictures/canyon.js";
import { BASE } from "../site/base.mjs";
import { deadLinks, makeRelative } from "../site/relative.mjs";
import { readable } from "../site/reference.mjs";
import { descriptionOf, listOf, wholeOf } from "../site/texts.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");

describe("a built site", () => {
  const folder = mkdtempSync(join(tmpdir(), "optim-wasm-site-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  const built = (file: string): string => readFileSync(join(folder, file), "utf8");

  mkdirSync(join(folder, "guide"));
  mkdirSync(join(folder, "assets"));
  const data = `<script>window.data=JSON.parse("{\\"base\\":\\"${BASE}\\"}")</script>`;
  const page = (body: string): string => `<html><head></head><body>${body}</body></html>`;
  write("index.html", page(`${data}<a href="${BASE}guide/">1</a><a href="${BASE}#here">2</a><p id="here">`));
  write("guide/index.html", page(`${data}<a href="${BASE}">1</a><a href="./adam.html#none">2</a>`));
  write("guide/adam.html", page(`<a href="./index.html">1</a><a href="../lost.html">2</a><img src="${BASE}a.svg">`));
  write("assets/app.js", `const a="${BASE}";const f=(e)=>{return"${BASE}"+e};const s="${BASE}assets/x.svg";`);
  write(
    "assets/search.js",
    `const t='{"documentCount":1,"documentIds":{"0":"${BASE}guide/adam.html#it"}}';export{t as default};`,
  );
  write("assets/style.css", `@font-face{src:url(${BASE}assets/inter.woff2)}`);
  makeRelative(folder);

  it("has relative addresses in pages and styles", () => {
    expect(built("index.html")).toContain('<a href="./guide/index.html">1</a><a href="./index.html#here">2</a>');
    expect(built("guide/index.html")).toContain('<a href="../index.html">1</a>');
    expect(built("assets/style.css")).toBe("@font-face{src:url(../assets/inter.woff2)}");
  });

  it("has scripts that ask the page where it is", () => {
    const own = (code: string): unknown => new Function("__BASE__", code)("/some/where/");
    const app = built("assets/app.js");
    expect(own(`${app} return [a, f("b"), s]`)).toEqual(["/some/where/", "/some/where/b", "/some/where/assets/x.svg"]);
    const search = built("assets/search.js").replace("export{t as default};", "return JSON.parse(t)");
    expect(own(search)).toMatchObject({ documentIds: { 0: "/some/where/guide/adam.html#it" } });
    const [, script] = /<script>(window.data.*?)<\/script>/.exec(built("guide/index.html")) ?? [];
    expect(own(`const window = {}; ${script}; return window.data.base`)).toBe("/some/where/");
  });

  it("has its dead links told, files and places in them", () => {
    expect(deadLinks(folder).toSorted()).toEqual([
      "guide/adam.html: ../a.svg",
      "guide/adam.html: ../lost.html",
      "guide/index.html: ./adam.html#none",
    ]);
  });
});

describe("the site", () => {
  const config = read("site/.vitepress/config.mts");
  const pages = readdirSync(`${root}docs`, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".md") && !file.startsWith("ko/"));

  it.each(pages)("leads to %s", (file) => {
    expect(config).toContain(`"/${file.replace(/(index)?\.md$/, "")}"`);
  });

  it("has texts for programs: each page by a sentence of prose, and all of them", () => {
    const texts = pages.map((file) => ({ file, text: read(`docs/${file}`) }));
    const list = listOf(read("README.md"), texts);
    for (const { file } of texts) {
      const [, title = "", about = ""] =
        list.match(new RegExp(`^- \\[(.+)\\]\\(${file.replace(/md$/, "html")}\\): (.+)$`, "m")) ?? [];
      expect(title.length, file).toBeGreaterThan(2);
      expect(about, file).toMatch(/^[^#|].{9,}\.$/);
    }
    const whole = wholeOf(read("README.md"), texts);
    for (const { text } of texts) expect(whole).toContain(text.trim());
  });

  it("has descriptions of pages: their first sentence, as plain text", () => {
    expect(descriptionOf("---\nlayout: doc\n---\n# It\n\n`a` of [`B`](b.md) is *so*. More.")).toBe("a of B is so.");
    expect(descriptionOf("---\nlayout: home\n---\n\n![It](it.svg)\n")).toBe("");
    for (const file of pages) expect(descriptionOf(read(`docs/${file}`)), file).not.toMatch(/^Written/);
  });

  it("has a reference that tells of each optimizer its own options", () => {
    const written = "# Class: Lion\n\nLion.\n\n## Extends\n\n- much\n\n## Example\n\nit\n\n## Constructors\n\nmuch";
    const page = readable(written, "index/classes/Lion.md", read("docs/optimizers.md"));
    expect(page).toMatch(/^# Class: Lion\n\nLion\.\n\n## Example\n\nit\n\n## Options\n/);
    expect(page).toContain("| `cautiousDecay` |");
    expect(page).not.toContain("much");
    expect(readable("# index\n", "index/index.md", "")).toBe("# optim-wasm\n");
    expect(readable("# Class: Other\n", "index/classes/Other.md", "")).toBe("# Class: Other\n");
  });

  it("has the picture that the optimizers draw today", () => {
    expect(read("docs/canyon.svg") === drawCanyon(), "npm run pictures").toBe(true);
  });
});

it("the READMEs are short", () => {
  for (const file of ["README.md", "README.ko.md"]) expect(read(file).split("\n").length).toBeLessThanOrEqual(170);
});
