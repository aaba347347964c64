import { cpSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../browsers/server.js";
import type { Check } from "../check.js";
import { binary, execute, versionOf } from "../installed.js";
import { ROOT } from "../project.js";
import { inChromium } from "./chromium.js";
import { missing } from "./conformance.js";

const RESULT = /^y = (\d\.\d\d) x \+ (\d\.\d\d), after 500 updates by the (\w+) backend$/;

/** Type-checked against the packed package, built by vite, and looked at in Chromium. */
export const example: Check = {
  name: "vite build, examples/vite",
  missing: () => missing("vite"),
  async run(project) {
    const folder = project.workspace("examples vite");
    cpSync(join(ROOT, "examples/vite"), folder, {
      recursive: true,
      filter: (path) => !/(node_modules|dist)$/.test(path),
    });
    await execute(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc")], folder);
    await execute(binary("vite"), ["build"], folder);
    const site = await serve({ folders: { "/": join(folder, "dist") } });
    const text = await shown(`${site.origin}/index.html`).finally(site.close);
    const [, slope, intercept, backend = "–"] = RESULT.exec(text) ?? [];
    const fits = Math.abs(Number(slope) - 2) < 0.3 && Math.abs(Number(intercept) - 0.5) < 0.3;
    return { version: versionOf("vite"), backend, failures: fits && backend === "wasm" ? [] : [`it shows: ${text}`] };
  },
};

async function shown(url: string): Promise<string> {
  return inChromium(url, async (page) => {
    await page.waitForSelector("output:not(:empty)");
    if ((await page.locator("circle").count()) !== 60) throw new Error("not all points are drawn");
    return (await page.locator("output").textContent()) ?? "";
  });
}
