import { launch } from "puppeteer-core";
import { absent, PATIENCE, type Engine } from "./engine.js";

const BINARY = "/usr/bin/firefox-esr";

export const firefox = engine({});
export const firefoxWithoutWasm = engine({ "javascript.options.wasm": false });

function engine(preferences: Readonly<Record<string, boolean>>): Engine {
  return {
    name: "Firefox",
    missing: () => absent({ [BINARY]: "firefox-esr" }),
    async open(url) {
      const browser = await launch({
        browser: "firefox",
        executablePath: BINARY,
        headless: true,
        timeout: PATIENCE,
        extraPrefsFirefox: preferences,
      });
      try {
        const page = await browser.newPage();
        await page.goto(url, { waitUntil: "domcontentloaded", timeout: PATIENCE });
        const version = (await browser.version()).replace(/^\w+\//, "");
        return { version, close: () => browser.close() };
      } catch (error) {
        await browser.close();
        throw error;
      }
    },
  };
}
