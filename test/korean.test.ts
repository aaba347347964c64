import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");
const files = (folder: string): string[] => readdirSync(`${root}${folder}`).toSorted();

const guide = files("docs/guide");
const pairs = [
  ["README.md", "README.ko.md"],
  ...guide.map((file) => [`docs/guide/${file}`, `docs/ko/guide/${file}`] as const),
] as const;
/** Places of a page's own language. */
const plainLink = (link: string): string => link.replace("docs/ko/", "docs/").replace(/README(\.ko)?\.md/, "README");

it("the guide has a Korean page for each of its pages, and one for each of the six", () => {
  expect(files("docs/ko/guide")).toEqual(guide);
  const six = ["adagrad", "adam", "momentum", "nesterov", "rmsprop", "sgd"].map((name) => `${name}.md`);
  expect(guide).toEqual([...six, "index.md"].toSorted());
});

describe.each(pairs)("%s and %s", (english, korean) => {
  const [source, translated] = [read(english), read(korean)];

  it("have the same headings, by level", () => {
    expect(headings(translated)).toEqual(headings(source));
  });

  it("have the same code, but for comments", () => {
    expect(blocks(translated)).toEqual(blocks(source));
  });

  it("have the same items of lists, rows of tables and links", () => {
    for (const mark of [/^- /gm, /^\|/gm]) expect(count(translated, mark)).toBe(count(source, mark));
    expect(links(korean, translated)).toEqual(links(english, source));
  });

  it("have the same numbers in the sums by hand", () => {
    expect(numbers(translated)).toEqual(numbers(source));
  });

  it("are in their languages", () => {
    const hangul = (text: string): number => count(prose(text).replaceAll("한국어", ""), /[가-힣]/g);
    expect(hangul(source)).toBe(0);
    expect(hangul(translated)).toBeGreaterThan(200);
  });
});

function headings(page: string): string[] {
  return prose(page).match(/^#+(?= )/gm) ?? [];
}

function blocks(page: string): string[] {
  return [...page.matchAll(/```\w+\n[^]*?```/g)].map(([block]) => block.replaceAll(/ *(\/\/|#) .*$/gm, ""));
}

function prose(page: string): string {
  return page.replaceAll(/```\w+\n[^]*?```/g, "");
}

function links(file: string, page: string): string[] {
  return [...prose(page).matchAll(/\]\(([^)]+)\)/g)]
    .map(([, link]) => plainLink(posix.join(posix.dirname(file), link)))
    .toSorted();
}

/** Of the section that is worked through by hand, the numbers of its list. */
function numbers(page: string): string[] {
  const [section = ""] = page.split(/^## /m).filter((part) => /^(A step|Two steps|손으로)/.test(part));
  return (section.match(/^- .*$/gm) ?? []).flatMap((line) => line.match(/[−√]*[\d½¼][\d.½¼]*(?:e-\d+)?/g) ?? []);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

describe("links of README and docs", () => {
  const pages = [
    "README.md",
    "README.ko.md",
    "CONTRIBUTING.md",
    ...readdirSync(`${root}docs`, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => `docs/${file.replaceAll("\\", "/")}`),
  ];

  it.each(pages)("lead somewhere: %s", (page) => {
    const targets = [...prose(read(page)).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, link]) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .map((link) => posix.join(posix.dirname(page), link));
    expect(targets.filter((target) => !existsSync(root + target))).toEqual([]);
  });
});
