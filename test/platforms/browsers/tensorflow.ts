import { execFileSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import type { Check, Outcome } from "../check.js";
import { ROOT, type Project } from "../project.js";
import { chromiumMissing, launchChromium } from "./chromium.js";
import { PATIENCE, within } from "./engine.js";
import { serve } from "./server.js";

interface Report {
  readonly version: string;
  readonly backend: string;
  readonly losses: Readonly<Record<string, readonly number[]>>;
  readonly failures: readonly string[];
}

const PAGE = `<!doctype html>
<meta charset="utf-8">
<script type="module">
import { train } from "./page.js";
const report = await train().catch((error) => ({ version: "", backend: "", losses: {}, failures: ["threw " + error] }));
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
</script>
`;

/** TensorFlow.js on its cpu back end trains with our optimizers in a page as in Node: the same losses to the last bit. */
export const tensorflow: Check = {
  name: "Chromium page, TensorFlow.js",
  missing: chromiumMissing,
  async run(project): Promise<Outcome> {
    const folder = await bundled(project);
    const print = 'require("./node.cjs").train().then((report) => console.log(JSON.stringify(report)))';
    const printed = execFileSync(process.execPath, ["-e", print], { cwd: folder, encoding: "utf8" });
    const here = JSON.parse(printed) as Report;
    const site = await serve({ folders: { "/": folder } });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE);
      await page.goto(`${site.origin}/index.html`);
      const there = (await within(site.report, "TensorFlow.js in Chromium")) as Report;
      const other = Object.keys(here.losses).filter((name) => there.losses[name]?.join() !== here.losses[name].join());
      const failures = [
        ...here.failures.map((failure) => `Node: ${failure}`),
        ...there.failures,
        ...other.map((name) => `losses of ${name} are ${there.losses[name]}, in Node ${here.losses[name]}`),
      ];
      return { version: `${browser.version()}, TensorFlow.js ${there.version}`, backend: there.backend, failures };
    } finally {
      await browser.close();
      site.close();
    }
  },
};

/** One task for a page and for Node, with the package as it was installed and this repository's TensorFlow.js. */
async function bundled(project: Project): Promise<string> {
  const folder = project.workspace("tensorflow");
  const task = join(folder, "task.mjs");
  copyFileSync(join(import.meta.dirname, "served/tensorflow-task.mjs"), task);
  const inject = [join(ROOT, "node_modules/@tensorflow/tfjs-core/dist/register_all_gradients.js")];
  const common: BuildOptions = {
    entryPoints: [task],
    bundle: true,
    inject,
    nodePaths: [join(ROOT, "node_modules")],
    logLevel: "error",
  };
  await build({ ...common, platform: "browser", format: "esm", outfile: join(folder, "page.js") });
  await build({
    ...common,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    outfile: join(folder, "node.cjs"),
  });
  writeFileSync(join(folder, "index.html"), PAGE);
  return folder;
}
