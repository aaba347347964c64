import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../project.js";
import { textOf, until } from "./hands.js";
import type { Visitor } from "./visitor.js";

const WIDTHS = [360, 1024, 1600];
const SCENES: Readonly<Record<string, string>> = {
  surfaces:
    "#surfaces?surface=beale&view=relief&at=200&on=SGD:lr=0.01~Momentum:lr=0.01~RMSProp:lr=0.01~Adam:lr=0.1~Lion:lr=0.01~LaProp:lr=0.1",
  digits: "#digits?epochs=2",
  speed: "#speed?optimizer=Adam",
  own: "#own?preset=signum",
  fit: "#fit?sample=outliers",
};

/** Takes pictures of each panel at each width in both themes, into docs/images. */
export async function takePictures({ page, open }: Visitor): Promise<void> {
  const folder = join(ROOT, "docs/images");
  mkdirSync(folder, { recursive: true });
  for (const [panel, hash] of Object.entries(SCENES)) {
    await page.setViewport({ width: 1600, height: 900 });
    await open(hash);
    if (panel === "digits" || panel === "speed") {
      const [start, name] = panel === "digits" ? ["#train", "Train"] : ["#measure", "Measure"];
      await page.waitForSelector(`${start}:enabled`);
      await page.click(start);
      await until(page, panel, async () => (await textOf(page, start)) === name, 60_000);
    }
    for (const theme of ["light", "dark"] as const) {
      const now = await page.evaluate("getComputedStyle(document.documentElement).colorScheme");
      if (now !== theme) await page.click(".settings button");
      for (const width of WIDTHS) {
        await page.setViewport({ width, height: 900 });
        await new Promise((resolve) => setTimeout(resolve, 400));
        const path = join(folder, `playground-${panel}-${width}-${theme}.webp`) as `${string}.webp`;
        await page.screenshot({ path, fullPage: true, type: "webp", quality: 85 });
      }
    }
  }
}
