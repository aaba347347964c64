import type { Page } from "playwright-core";
import type { Check, Outcome } from "../check.js";
import { ROOT } from "../project.js";
import { chromiumMissing, launchChromium } from "./chromium.js";
import { PATIENCE } from "./engine.js";
import { serve } from "./server.js";

/** The arithmetic is exact, so the races end after the same number of updates everywhere. */
const ALL_SIX = [
  "SGD reached the lake after 1984 updates",
  "Momentum reached the lake after 440 updates",
  "Nesterov reached the lake after 457 updates",
  "AdaGrad reached the lake after 864 updates",
  "RMSProp reached the lake after 518 updates",
  "Adam reached the lake after 662 updates",
];
const FAST_ADAM = ["Adam reached the lake after 212 updates"];
const FAST_SGD = ["SGD flew out of the canyon at update 6"];

export const example: Check = {
  name: "Chromium, examples/browser",
  missing: chromiumMissing,
  async run(): Promise<Outcome> {
    const site = await serve({ folders: { "/": ROOT } });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE);
      const failures: string[] = [];
      page.on("pageerror", (error) => failures.push(`uncaught ${error}`));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) failures.push(`console: ${message.text()}`);
      });
      await page.goto(`${site.origin}/examples/browser/index.html`);
      failures.push(...(await finish(page, ALL_SIX)));
      await page.selectOption("#rates", "4");
      await page.selectOption("#who", "Adam");
      failures.push(...(await finish(page, FAST_ADAM)));
      await page.selectOption("#who", "SGD");
      failures.push(...(await finish(page, FAST_SGD)));
      return { version: browser.version(), backend: await page.innerText("#backend"), failures };
    } finally {
      await browser.close();
      site.close();
    }
  },
};

/** How the list of racers differs from what is expected, once the race is over. */
async function finish(page: Page, expected: readonly string[]): Promise<string[]> {
  await page.waitForSelector("body[data-race=over]");
  const lines = (await page.locator("li").allTextContents()).map((line) => line.trim());
  return lines.join() === expected.join() ? [] : [`${lines.join("; ")}, expected ${expected.join("; ")}`];
}
