import { press, textOf, until } from "./hands.js";
import type { Visitor } from "./visitor.js";

/** Language, theme and panels, by keys; returns what is not as it should be. */
export async function shell({ page, open, engine }: Visitor): Promise<string[]> {
  const wrong: string[] = [];
  await open("#surfaces?surface=beale&at=12");
  await press(page, ["Tab", "Enter"]);
  if ((await page.evaluate("document.activeElement.id")) !== "panel")
    wrong.push("the first key does not lead to the content");
  await page.select(".settings select", "ko");
  await until(page, "Korean", async () => (await textOf(page, "nav a")) === "곡면");
  if ((await page.$eval("html", ({ lang }) => lang)) !== "ko") wrong.push("the page does not say that it is Korean");
  await page.focus(".settings button");
  const before = await scheme();
  await press(page, ["Enter"]);
  if ((await scheme()) === before) wrong.push("the theme does not change");
  await page.focus("nav a:nth-child(3)");
  await press(page, ["Enter"]);
  await page.waitForSelector("body[data-panel='speed']");
  if ((await textOf(page, "#measure")) !== "재기") wrong.push("another panel has another language");
  await page.reload();
  await page.waitForSelector("body[data-panel='speed']");
  if ((await scheme()) === before) wrong.push("a reload has another theme");
  await page.goBack();
  await page.waitForSelector("body[data-panel='surfaces']");
  await until(page, "the setting before", async () => (await textOf(page, ".told")).startsWith("12 /"));
  return wrong.map((each) => `${engine}, page: ${each}`);

  function scheme(): Promise<unknown> {
    return page.evaluate("getComputedStyle(document.documentElement).colorScheme");
  }
}
