import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, type Browser, type Page } from "puppeteer-core";
import { OUT } from "../../../playground/build.js";
import { ISOLATION, policy } from "../../../playground/policy.js";
import { absent } from "../browsers/engine.js";
import { serve } from "../browsers/server.js";

export type EngineName = "Chromium" | "Firefox";

const BINARIES = { Chromium: "/usr/bin/chromium", Firefox: "/usr/bin/firefox-esr" } as const;
/** Milliseconds that a wait may take. */
export const PATIENCE = 60_000;
/** Under which the folder is served: any will do. */
export const PATH = "/some/where/playground/";

/** A browser with one page of the playground, and what went wrong on it so far. */
export interface Visitor {
  readonly engine: EngineName;
  readonly page: Page;
  readonly problems: string[];
  /** Where downloads come to. */
  readonly downloads: string;
  open(hash: string): Promise<void>;
  close(): Promise<void>;
}

/** How the folder is served. */
export interface Serving {
  readonly wasm?: boolean;
  readonly isolated?: boolean;
}

export async function visit(engine: EngineName, { wasm = true, isolated = true }: Serving = {}): Promise<Visitor> {
  const site = await serve({
    folders: { [PATH]: OUT },
    headers: { ...(isolated ? ISOLATION : {}), "content-security-policy": policy({ wasm }) },
  });
  const downloads = mkdtempSync(join(tmpdir(), "playground-"));
  const browser = await start(engine, downloads);
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const problems: string[] = [];
  watch(page, site.origin, wasm, problems);
  return {
    engine,
    page,
    problems,
    downloads,
    async open(hash) {
      await page.goto("about:blank");
      await page.goto(`${site.origin}${PATH}index.html${hash}`);
      await page.waitForSelector("body[data-panel]:not([data-panel=''])");
    },
    async close() {
      await browser.close();
      site.close();
    },
  };
}

/** Opens Chromium beside a server of these folders, and returns what was found, or what went wrong. */
export async function browse(
  folders: Readonly<Record<string, string>>,
  work: (browser: Browser, origin: string) => Promise<string[]>,
): Promise<string[]> {
  const site = await serve({ folders });
  const browser = await start("Chromium", tmpdir());
  try {
    return await work(browser, site.origin);
  } catch (error) {
    return [String(error)];
  } finally {
    await browser.close();
    site.close();
  }
}

/** A browser without a page; what it downloads comes to this folder. */
async function start(engine: EngineName, downloads: string): Promise<Browser> {
  const missing = absent({ [BINARIES[engine]]: engine === "Chromium" ? "chromium" : "firefox-esr" });
  if (missing !== undefined) throw new Error(missing);
  const common = { executablePath: BINARIES[engine], headless: true, timeout: PATIENCE } as const;
  if (engine === "Chromium") {
    const args = [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-sync",
    ];
    return launch({ ...common, args, downloadBehavior: { policy: "allow", downloadPath: downloads } });
  }
  const extraPrefsFirefox = {
    "browser.download.folderList": 2,
    "browser.download.dir": downloads,
    "browser.download.useDownloadDir": true,
    // The list of downloads would open and keep the focus: a field that is left on the page would not say that it changed.
    "browser.download.alwaysOpenPanel": false,
  };
  return launch({ ...common, browser: "firefox", extraPrefsFirefox });
}

/** Errors, warnings and requests to elsewhere are problems. */
export function watch(page: Page, origin: string, wasm: boolean, problems: string[]): void {
  page.on("pageerror", (error) => {
    // Firefox tells of it wherever a policy forbids WebAssembly; the library asks, and goes on with JavaScript.
    if (wasm || !/blocked WebAssembly/.test(String(error))) problems.push(`uncaught ${String(error)}`);
  });
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(about|blob|data):/.test(url)) problems.push(`a request to ${url}`);
  });
  page.on("requestfailed", (request) => {
    // What a page that is left had still asked for, ahead of its time, is no failure.
    const isLeft = request.failure()?.errorText === "net::ERR_ABORTED";
    if (request.url().startsWith(origin) && !isLeft) problems.push(`${request.url()} failed`);
  });
}
