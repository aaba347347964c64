import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../project.js";
import { browse, PATIENCE, watch } from "./visitor.js";

const CDN = "https://cdn.jsdelivr.net/npm/optim-wasm/dist/";
const READMES = ["README.md", "README.ko.md"];

/** Puts the ten lines of each README after its lines for pages, and returns where they do not train. */
export async function readmes(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  const wrong = await browse({ "/dist/": join(ROOT, "dist"), "/": folder }, async (browser, origin) => {
    const found: string[] = [];
    for (const readme of READMES) {
      const pages = pagesOf(readFileSync(join(ROOT, readme), "utf8"));
      if (pages.length !== 2) found.push(`${readme}: ${pages.length} ways to have it in a page`);
      for (const [k, text] of pages.entries()) {
        writeFileSync(join(folder, "index.html"), text);
        const page = await browser.newPage();
        const problems: string[] = [];
        watch(page, origin, true, problems);
        await page.goto(`${origin}/index.html`);
        await page.waitForFunction("document.title !== '' || globalThis.failed", { timeout: PATIENCE });
        const ended = String(await page.evaluate("globalThis.failed ?? document.title"));
        if (ended !== "trained") problems.push(ended);
        found.push(...problems.map((each) => `${readme}, page ${k + 1}: ${each}`));
        await page.close();
      }
    }
    return found;
  });
  rmSync(folder, { recursive: true });
  return wrong;
}

/** A page for each script that has the library, with the ten lines in it. */
function pagesOf(readme: string): string[] {
  const [, html = ""] = /```html\n([^]*?)```/.exec(readme) ?? [];
  const [, code = ""] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const lines = code.replace(/^import .*\n/m, "");
  const told = `document.title = [...params.W, params.b].every((x) => Math.abs(x) < 1e-3) ? "trained" : "not near 0";`;
  return html
    .trim()
    .split("\n\n")
    .map((scripts) => {
      const full = scripts.replaceAll(CDN, "/dist/").replace(/<\/script>$/, `${lines}${told}</script>`);
      return `<!doctype html>\n<meta charset="utf-8">\n<script>onerror = (message) => (globalThis.failed = message);</script>\n${full}\n`;
    });
}
