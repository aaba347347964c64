// Makes every address in the built site relative to the page, so that the folder works under any address and as files.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { BASE } from "./base.mjs";

/** What the site's own address is while its scripts run. */
const OWN = "__BASE__";

export function makeRelative(folder) {
  for (const file of filesOf(folder).filter((each) => !each.startsWith("playground/"))) {
    const path = join(folder, file);
    const change = { ".html": page, ".js": script, ".css": style }[posix.extname(file)];
    if (change === undefined) continue;
    const text = change(readFileSync(path, "utf8"), file);
    if (text.includes(BASE)) throw new Error(`${file} still has ${BASE}`);
    writeFileSync(path, text);
  }
}

/** Links within the built site that lead nowhere: "page: link". */
export function deadLinks(folder) {
  const ids = new Map();
  const idsOf = (file) => {
    if (!ids.has(file)) {
      const html = readFileSync(join(folder, file), "utf8");
      ids.set(file, new Set([...html.matchAll(/ (?:id|name)="([^"]+)"/g)].map(([, id]) => id)));
    }
    return ids.get(file);
  };
  const pages = filesOf(folder).filter((file) => /^(?!playground\/).*\.html$/.test(file));
  return pages.flatMap((file) => {
    const html = readFileSync(join(folder, file), "utf8").replaceAll(/<script[^]*?<\/script>/g, "");
    const links = [...html.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, link]) => link.replaceAll("&amp;", "&"));
    return links
      .filter((link) => !/^(https?:|mailto:|data:)/.test(link))
      .filter((link) => {
        const [target, id] = link.split("#");
        const found = target === "" ? file : posix.join(posix.dirname(file), decodeURI(target));
        if (!existsSync(join(folder, found)) || statSync(join(folder, found)).isDirectory()) return true;
        return id !== undefined && id !== "" && found.endsWith(".html") && !idsOf(found).has(decodeURIComponent(id));
      })
      .map((link) => `${file}: ${link}`);
  });
}

function page(text, file) {
  const up = "../".repeat(file.split("/").length - 1) || "./";
  const own = `<script>window.${OWN}=new URL("${up}",location.href).pathname</script>`;
  // Links are made absolute where scripts run: those of the frame stay when the page changes beneath them.
  const absolute = `<script>document.querySelectorAll('[href^="."]').forEach((e)=>{e.href=e.href})</script>`;
  return text
    .replaceAll(/<script[^>]*>[^]*?<\/script>/g, (whole) =>
      whole.replaceAll(new RegExp(`(?<=[^=])\\\\?"${BASE}`, "g"), (found) => `${found.replace(BASE, "")}"+${OWN}+"`),
    )
    .replaceAll(new RegExp(`="${BASE}([^"]*)"`, "g"), (_, rest) => `="${up}${withIndex(rest)}"`)
    .replaceAll(/(<a [^>]*?href=")(\.[^"#]*\/)(?=["#])/g, (_, before, link) => `${before}${withIndex(link)}`)
    .replace("<head>", `<head>${own}`)
    .replace("</body>", `${absolute}</body>`);
}

/** A folder's own page by its name: there are no servers among files. */
function withIndex(link) {
  return link.replace(/(^|\/)(?=#|$)/, "$1index.html");
}

function script(text) {
  const [, quote] = text.match(/^const \w+=(['`])\{"documentCount"/) ?? [];
  if (quote === "'") return text.replaceAll(BASE, `'+${OWN}+'`);
  if (quote === "`") return text.replaceAll(BASE, `\${${OWN}}`);
  return text.replaceAll(new RegExp(`"${BASE}([^"]*)"`, "g"), `(${OWN}+"$1")`);
}

function style(text, file) {
  const up = "../".repeat(file.split("/").length - 1) || "./";
  return text.replaceAll(new RegExp(`url\\(${BASE}`, "g"), `url(${up}`);
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => statSync(join(folder, file)).isFile());
}
