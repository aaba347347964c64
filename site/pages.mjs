// Gathers the pages of the site in site/pages: those of docs, the changelog, and the reference by TypeDoc.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { readable } from "./reference.mjs";
import { listOf, wholeOf } from "./texts.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const pages = join(root, "site/pages");

export function gather() {
  rmSync(pages, { recursive: true, force: true });
  cpSync(join(root, "docs"), pages, { recursive: true });
  cpSync(join(root, "site/home"), pages, { recursive: true });
  const shared = join(pages, "public");
  mkdirSync(shared, { recursive: true });
  execFileSync(join(root, "node_modules/.bin/tsx"), [join(root, "playground/build.ts")], { stdio: "inherit" });
  cpSync(join(root, "playground/dist"), join(shared, "playground"), { recursive: true });
  copyPage("CONTRIBUTING.md", "contributing.md");
  copyPage("CHANGELOG.md", "changelog.md");
  for (const file of markdown(pages)) adapt(file, withoutOutside);
  const typedoc = join(root, "site/node_modules/.bin/typedoc");
  execFileSync(typedoc, ["--logLevel", "Error"], { cwd: join(root, "site"), stdio: "inherit" });
  const optimizers = readFileSync(join(root, "docs/optimizers.md"), "utf8");
  for (const file of markdown(join(pages, "api"))) adapt(`api/${file}`, (text) => readable(text, file, optimizers));
  writeTexts(shared);
}

/** A page of docs anew. */
export function adopt(file) {
  if (!existsSync(join(root, "docs", file))) return;
  cpSync(join(root, "docs", file), join(pages, file));
  adapt(file.replaceAll("\\", "/"), withoutOutside);
}

/** Of the pages of the site, in the order of reading. */
export function markdown(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".md"))
    .toSorted();
}

function copyPage(from, to) {
  const text = readFileSync(join(root, from), "utf8").replaceAll("](docs/", "](");
  writeFileSync(join(pages, to), text);
}

function adapt(file, change) {
  const path = join(pages, file);
  writeFileSync(path, change(readFileSync(path, "utf8"), file));
}

/** What a link leads to outside of docs is not on the site: its name stands there alone. */
function withoutOutside(text, file) {
  const shown = text.replaceAll(/<!-- [\w:]+ -->\n/g, "");
  return shown.replaceAll(/\[([^\]]+)\]\(([^)#:]+)(#[^)]*)?\)/g, (whole, said, target) => {
    const place = posix.join(posix.dirname(file), target);
    return place.startsWith("..") ? said : whole;
  });
}

/** For readers that are programs: what there is, and all of it. */
function writeTexts(folder) {
  const files = markdown(pages).filter((file) => !/^(api|ko)\/|^(index|changelog)\.md$/.test(file));
  const texts = files.map((file) => ({ file, text: readFileSync(join(pages, file), "utf8") }));
  const readme = readFileSync(join(root, "README.md"), "utf8");
  writeFileSync(join(folder, "llms.txt"), listOf(readme, texts));
  writeFileSync(join(folder, "llms-full.txt"), wholeOf(readme, texts));
}
