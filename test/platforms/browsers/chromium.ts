import { chromium as playwright, type Browser } from "playwright-core";
import { absent, PATIENCE, type Engine } from "./engine.js";

const BINARY = "/usr/bin/chromium";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const chromium = engine([]);
export const chromiumWithoutWasm = engine(["--js-flags=--jitless"]);

function engine(flags: readonly string[]): Engine {
  return {
    name: "Chromium",
    missing: chromiumMissing,
    async open(url) {
      const browser = await launchChromium(flags);
      try {
        const page = await browser.newPage();
        await page.goto(url, { waitUntil: "commit" });
        return { version: browser.version(), close: () => browser.close() };
      } catch (error) {
        await browser.close();
        throw error;
      }
    },
  };
}

export function chromiumMissing(): string | undefined {
  return absent({ [BINARY]: "chromium" });
}

export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return playwright.launch({ executablePath: BINARY, headless: true, args: [...FLAGS, ...flags], timeout: PATIENCE });
}
