import type { Page } from "puppeteer-core";
import { entryOf } from "../../../playground/src/own/entry.js";
import { presets } from "../../../playground/src/own/presets.js";
import { readRule } from "../../../playground/src/own/setting.js";
import { press, query, textOf, until } from "./hands.js";
import { differences } from "./surfaces.js";
import type { Visitor } from "./visitor.js";

/** Types rules as a person would; returns what is not as it should be. */
export async function own({ page, open, engine }: Visitor, backend = "wasm"): Promise<string[]> {
  const wrong: string[] = [];
  const same = async (what: string): Promise<void> => {
    const found = await differences(page, (setting) => [entryOf(readRule(setting))]);
    wrong.push(...found.map((each) => `${what}: ${each}`));
  };
  await open("#own");
  const { rows, on } = { rows: await names(page), on: await page.$eval("body", ({ dataset }) => dataset.backend) };
  if (rows.join() !== "MyLion,Momentum,Adam,Lion" || on !== backend) wrong.push(`at first ${rows.join()} on ${on}`);
  for (const id of Object.keys(presets).toReversed()) {
    await page.select("[data-key=preset]", id);
    await query(page, (found) => found.get("preset") === id);
    await same(id);
  }

  await write(page, "rule", ["m = keep1 * m + gain1 * g", "return rate * m / (abs(m) + small)"]);
  await until(page, "a mistake in line 2", async () => (await textOf(page, ".part .problem")).startsWith("Line 2"));
  if ((await names(page)).includes("MyLion")) wrong.push("a rule that cannot be read runs");
  if ((await textOf(page, ".numbers .wrong")) !== "2") wrong.push("the line is not marked");
  if (!(await textOf(page, ".part .problem")).includes("unknown name small")) wrong.push("the name is not told");
  await write(page, "scalars", ["rate = -lr/bias(beta1, t)", "keep1 = beta1", "gain1 = 1 - beta1", "small = lR"]);
  await until(page, "a mistake in line 4", async () => (await textOf(page, ".numbers .wrong")) === "4");
  await write(page, "options", ["lr = 0.02", "beta1 = 0.8", "lR = 0.001"]);
  await query(page, (found) => found.get("options") === "lr = 0.02\nbeta1 = 0.8\nlR = 0.001");
  await until(page, "a rule that runs", async () => (await names(page)).includes("MyLion"));
  await page.focus("[data-key=title]");
  await press(page, ["End", "2"]);
  await query(page, (found) => found.get("title") === "MyLion2");
  await page.click('.transport button[aria-label="One step back"]');
  await query(page, (found) => found.get("at") === "299");
  await same("a rule that was typed");

  await page.focus("[data-key=rule]");
  await press(page, ["Tab"]);
  if (!(await page.$eval("[data-key=scalars]", (field) => field === document.activeElement)))
    wrong.push("Tab does not lead from the rule to its scalars");
  const told = await textOf(page, ".where tbody");
  await page.reload();
  await page.waitForSelector("body[data-panel='own']");
  if ((await textOf(page, ".where tbody")) !== told) wrong.push("a reload shows something else");
  await same("after a reload");
  return wrong.map((each) => `${engine}, own rule: ${each}`);
}

/** Replaces the lines of a field. */
async function write(page: Page, part: string, lines: readonly string[]): Promise<void> {
  await page.focus(`[data-key=${part}]`);
  await page.keyboard.down("Control");
  await press(page, ["a"]);
  await page.keyboard.up("Control");
  await page.keyboard.type(lines[0]);
  for (const line of lines.slice(1)) {
    await press(page, ["Enter"]);
    await page.keyboard.type(line);
  }
}

function names(page: Page): Promise<string[]> {
  return page.$$eval(".where tbody tr", (rows) => rows.map((row) => (row as HTMLElement).dataset.name ?? ""));
}
