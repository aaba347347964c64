import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { drag, press, query, textOf, until } from "./hands.js";
import type { Visitor } from "./visitor.js";

/** Seconds in which nine of ten test digits are to be read. */
const SECONDS = 10;

/** Trains, stops, saves, loads, switches and draws; returns what is not as it should be. */
export async function digits(
  { page, open, engine, downloads }: Visitor,
  threads: boolean,
): Promise<{ wrong: string[]; told: string }> {
  const wrong: string[] = [];
  await open("#digits?epochs=3");
  await page.waitForSelector("#train:enabled");
  const start = Date.now();
  await page.click("#train");
  await until(page, "90 %", async () => Number.parseFloat(await fact(page, 1)) >= 90, 30_000);
  const seconds = (Date.now() - start) / 1000;
  // Without threads it runs beside other browsers, where no time is kept.
  if (threads && seconds > SECONDS) wrong.push(`90 % after ${seconds.toFixed(1)} s`);
  await stopped(page);
  const step = await fact(page, 0);
  const accuracy = await fact(page, 1);
  if (!step.startsWith("240 /")) wrong.push(`the training ended at step ${step}`);
  const marked = await page.$$eval(".figures li", (all) => all.map((each) => each.className));
  if (marked.length !== 48 || !marked.includes("right")) wrong.push(`${marked.length} test digits are shown`);

  await page.click("#save");
  const file = "digits-Adam-240.safetensors";
  await until(page, "the file", async () => readdirSync(downloads).includes(file));
  await page.select(".controls .field:nth-of-type(3) select", "constant");
  await query(page, (found) => found.get("schedule") === "constant");
  await until(page, "a new beginning", async () => (await fact(page, 0)).startsWith("0 /"));
  const input = await page.$("input[type=file]");
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(join(downloads, file));
  await until(page, "the file's step", async () => (await fact(page, 0)).startsWith("240 /"));
  await until(page, `${accuracy} again, by the file`, async () => (await fact(page, 1)) === accuracy);

  await page.select(".controls .field:nth-of-type(5) select", "js");
  await until(page, "JavaScript", async () => (await fact(page, 4)) === "js");
  await until(page, `${accuracy} by other arithmetic`, async () => (await fact(page, 1)) === accuracy);
  if (threads) {
    await page.select(".controls .field:nth-of-type(5) select", "wasm");
    await page.select(".controls .field:nth-of-type(6) select", "2");
    await until(page, "two threads", async () => (await fact(page, 4)).endsWith(": 2"));
  }
  const told = `90 % in ${seconds.toFixed(1)} s, ${accuracy} at the end, ${await fact(page, 2)} digits/s, ${await fact(page, 3)} µs an update`;
  await draws(page, wrong);
  await page.reload();
  await page.waitForSelector("#train:enabled");
  const kept = await page.$eval(
    ".controls .field:nth-of-type(3) select",
    (found) => (found as HTMLSelectElement).value,
  );
  if (kept !== "constant") wrong.push(`after a reload the schedule is ${kept}`);
  return { wrong: wrong.map((each) => `${engine}, digits: ${each}`), told };
}

/** A seven by the pointer, and a one by keys. */
async function draws(page: Page, wrong: string[]): Promise<void> {
  await drag(page, ".sketch", [
    [0.3, 0.2],
    [0.72, 0.2],
    [0.45, 0.85],
  ]);
  await until(page, "a guess", async () => /a \d, \d+ %/.test(await textOf(page, ".own p")));
  if (!(await textOf(page, ".own p")).includes("a 7")) wrong.push(`a drawn seven: ${await textOf(page, ".own p")}`);
  await page.focus(".sketch");
  await press(page, ["Delete", ...Array<string>(8).fill("ArrowUp"), " ", ...Array<string>(16).fill("ArrowDown"), " "]);
  await until(page, "a guess by keys", async () => /a 1, \d+ %|pen/.test(await textOf(page, ".own p")));
}

async function stopped(page: Page): Promise<void> {
  await until(page, "the end", async () => (await textOf(page, "#train")) === "Train", 60_000);
}

function fact(page: Page, k: number): Promise<string> {
  return page.$$eval(".facts dd", (all, at) => all[at].textContent ?? "", k);
}
