import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { serve } from "../browsers/server.js";
import { axeFinds } from "./access.js";
import { textOf, until } from "./hands.js";
import { SITE } from "./marks.js";
import { start, watch } from "./visitor.js";

const PAGES = ["index.html", "training.html", "api/index/classes/Adam.html", "ko/guide/adam.html"];
/** Made by its script, which browsers load from servers alone. */
const PLAYGROUND = "playground/index.html";
/** The key beside VitePress's "Search" is no part of the button's name. */
const FRAME = ["label-content-name-mismatch"];
/** Under which the site is served: any will do. */
const PATH = "/any/where/";

/** Opens pages of the built site, prints when they were first painted, and returns what is not as it should be. */
export async function paints(): Promise<string[]> {
  const site = await serve({ folders: { [PATH]: SITE } });
  const browser = await start("Chromium", tmpdir());
  const wrong: string[] = [];
  try {
    for (const file of [...PAGES, PLAYGROUND]) {
      const served = await coldly(browser, async (page) => {
        watch(page, site.origin, true, wrong);
        const time = await painted(page, `${site.origin}${PATH}${file}`);
        for (const value of ["light", "dark"]) {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
          await page.reload();
          wrong.push(...(await axeFinds({ page, engine: "Chromium" }, `${file}, ${value}`, FRAME)));
        }
        return time;
      });
      console.log(`${file}: first painted after ${served.toFixed(0)} ms, from a server on this machine`);
    }
    for (const file of PAGES) {
      const time = await coldly(browser, (page) => painted(page, pathToFileURL(join(SITE, file)).href));
      console.log(`${file}: first painted after ${time.toFixed(0)} ms, as a file`);
    }
    await coldly(browser, (page) => search(page, `${site.origin}${PATH}`));
  } catch (error) {
    wrong.push(String(error));
  } finally {
    await browser.close();
    site.close();
  }
  return wrong.map((each) => `site: ${each}`);
}

/** With nothing kept of other pages. */
async function coldly<T>(browser: Browser, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    return await work(page);
  } finally {
    await context.close();
  }
}

/** Milliseconds from the wish to see a page to its first text or picture. */
async function painted(page: Page, url: string): Promise<number> {
  await page.goto(url);
  return (await page.evaluate(`new Promise((tell) => {
    new PerformanceObserver((seen, observer) => {
      const first = seen.getEntriesByName("first-contentful-paint")[0];
      if (first === undefined) return;
      observer.disconnect();
      tell(first.startTime);
    }).observe({ type: "paint", buffered: true });
  })`)) as number;
}

/** Finds a page by a word, as a reader does. */
async function search(page: Page, home: string): Promise<void> {
  await page.goto(`${home}training.html`);
  await page.waitForSelector(".VPNavBarSearch button");
  await page.click(".VPNavBarSearch button");
  await page.waitForSelector("#localsearch-input");
  await page.type("#localsearch-input", "schedule-free");
  await page.waitForSelector(".results a");
  await page.keyboard.press("Enter");
  await until(page, "a page that was found", async () => !page.url().startsWith(`${home}training.html`));
  await until(page, "its heading", async () => (await textOf(page, "h1")) !== "");
}
