import type { ConsoleMessage, Page } from "playwright-core";
import { launchChromium } from "../browsers/chromium.js";
import { PATIENCE } from "../browsers/engine.js";

/** Opens a page and gives it to `watch`, which starts before the page loads; any error on its console fails. */
export async function inChromium<T>(url: string, watch: (page: Page) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
  const errors: string[] = [];
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    const [seen] = await Promise.all([watch(page), page.goto(url)]);
    if (errors.length > 0) throw new Error("the console shows errors");
    return seen;
  } catch (error) {
    throw new Error([String(error), ...errors].join("\n"), { cause: error });
  } finally {
    await browser.close();
  }
}

/** The first line that the page logs. */
export async function firstLine(url: string): Promise<string> {
  const isLog = (message: ConsoleMessage) => message.type() === "log";
  return inChromium(url, async (page) => (await page.waitForEvent("console", isLog)).text());
}
