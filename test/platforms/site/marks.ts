import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../project.js";

/** The built site. */
export const SITE = join(ROOT, "site/dist");

/** What its pages lack that readers, search engines and lists of pages go by: their titles, descriptions, headings, texts for images. */
export function marks(): string[] {
  if (!existsSync(SITE)) return ["there is no site/dist: npm run docs:build"];
  const pages = readdirSync(SITE, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    // The playground's page is made by its script and driven in browsers; that of VitePress for what is not there, too.
    .filter((file) => file.endsWith(".html") && !file.startsWith("playground/") && file !== "404.html");
  const wrong = pages.flatMap((file) =>
    lacking(readFileSync(join(SITE, file), "utf8")).map((each) => `${file}: ${each}`),
  );
  return pages.length > 100 ? wrong : [...wrong, `the site has ${pages.length} pages`];
}

function lacking(html: string): string[] {
  const body = html.replaceAll(/<(script|style|head)[ >][^]*?<\/\1>|<!--[^]*?-->/g, "");
  const first = (pattern: RegExp): string => html.match(pattern)?.[1].trim() ?? "";
  const levels = [...body.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
  // What stands before the first heading of the page is the frame's: its menus have headings that are read, not seen.
  const own = levels.slice(Math.max(0, levels.indexOf(1)));
  const silent = [...body.matchAll(/<img [^>]*>/g)].filter(([image]) => !/ alt="[^"]+"/.test(image));
  const empty = [...body.matchAll(/<a [^>]*href=[^>]*>\s*<\/a>/g)].filter(([link]) => !/ aria-label="/.test(link));
  return [
    ...(/<html lang="(en|ko)"/.test(html) ? [] : ["no language"]),
    ...(/^.+$/.test(first(/<title>([^<]*)<\/title>/)) ? [] : ["no title"]),
    ...(first(/<meta name="description" content="([^"]*)"/).length >= 5 ? [] : ["no description"]),
    ...(/<meta name="viewport"/.test(html) ? [] : ["no viewport"]),
    ...(own.filter((level) => level === 1).length === 1
      ? []
      : [`its headings of the first level are ${levels.join()}`]),
    ...own.flatMap((level, k) => (k > 0 && level > own[k - 1] + 1 ? [`h${level} follows h${own[k - 1]}`] : [])),
    ...silent.map(([image]) => `no text for ${image}`),
    ...empty.map(([link]) => `no text for ${link}`),
  ];
}
