import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { axeFinds } from "./access.js";
import { textOf, until } from "./hands.js";
import { SITE } from "./marks.js";
import { browse, watch } from "./visitor.js";

const PAGES = ["index.html", "training.html", "api/index/classes/Adam.html", "ko/guide/adam.html"];
/** Made by its script, which browsers load from servers alone. */
const PLAYGROUND = "playground/index.html";
/** The key beside VitePress's "Search" is no part of the button's name. */
const FRAME = ["label-content-name-mismatch"];
/** Under which the site is served: any will do. */
const PATH = "/any/where/";

/** Opens pages of the built site as a reader does in both themes, searches it, and returns what is not as it should be. */
export function readSite(): Promise<string[]> {
  return browse({ [PATH]: SITE }, async (browser, origin) => {
    const wrong: string[] = [];
    await coldly(browser, async (page) => {
      watch(page, origin, true, wrong);
      for (const file of [...PAGES, PLAYGROUND]) {
        for (const value of ["light", "dark"]) {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
          await page.goto(`${origin}${PATH}${file}`);
          wrong.push(...(await axeFinds({ page, engine: "Chromium" }, `${file}, ${value}`, FRAME)));
        }
      }
      await search(page, `${origin}${PATH}`);
    });
    return wrong.map((each) => `site: ${each}`);
  });
}

/** Prints when pages were first painted, from a server and as files. */
export function paints(): Promise<string[]> {
  return browse({ [PATH]: SITE }, async (browser, origin) => {
    for (const file of [...PAGES, PLAYGROUND]) {
      const served = await firstPaint(browser, `${origin}${PATH}${file}`);
      const fromFile =
        file === PLAYGROUND ? "" : `, ${await firstPaint(browser, pathToFileURL(join(SITE, file)).href)} as a file`;
      console.log(`${file}: first painted after ${served} from a server here${fromFile}`);
    }
    return [];
  });
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
function firstPaint(browser: Browser, url: string): Promise<string> {
  return coldly(browser, async (page) => {
    await page.goto(url);
    const time = (await page.evaluate(`new Promise((tell) => {
    new PerformanceObserver((seen, observer) => {
      const first = seen.getEntriesByName("first-contentful-paint")[0];
      if (first === undefined) return;
      observer.disconnect();
      tell(first.startTime);
    }).observe({ type: "paint", buffered: true });
  })`)) as number;
    return `${time.toFixed(0)} ms`;
  });
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
