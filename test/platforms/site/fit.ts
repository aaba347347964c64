import type { Page } from "puppeteer-core";
import { fitOf } from "../../../playground/src/fit/fitting.js";
import { samples } from "../../../playground/src/fit/samples.js";
import { readSetting } from "../../../playground/src/fit/setting.js";
import { fill, press, query, textOf, until } from "./hands.js";
import type { Visitor } from "./visitor.js";

/** How far an engine's own exp and log may lead from those of Node. */
const NEAR = 1e-9;

/** Fits as a person would; returns what is not as it should be. */
export async function fit({ page, open, engine }: Visitor): Promise<string[]> {
  const wrong: string[] = [];
  const same = async (what: string, bits = false): Promise<void> => {
    wrong.push(...(await differences(page, bits)).map((each) => `${what}: ${each}`));
  };
  await open("#fit");
  await same("at first");
  for (const { id } of samples.slice(1)) {
    await page.select("[data-key=sample]", id);
    await query(page, (found) => found.get("sample") === id);
    await same(id);
  }
  await page.select("[data-key=sample]", "enzyme");
  await same("a curve without functions", true);
  await page.select("[data-key=loss]", "huber");
  await fill(page, "[data-key=scale]", "8");
  await query(page, (found) => found.get("scale") === "8");
  await same("another loss");
  await fill(page, "[data-key=formula]", "v*x/(k + x) + w");
  await query(page, (found) => found.get("model") === "own");
  await fill(page, "[data-key=start-0]", "180");
  await query(page, (found) => found.get("start") === "180,1,1");
  await same("a formula");

  await page.select("[data-key=model]", "line");
  await page.select("[data-key=loss]", "linear");
  await page.click("[data-key=columns]");
  await page.keyboard.down("Control");
  await press(page, ["a"]);
  await page.keyboard.up("Control");
  await press(page, ["Delete"]);
  await page.keyboard.type("x y");
  for (const line of ["1 2.9", "2 5.1", "3 7.2", "4 8.8"]) {
    await press(page, ["Enter"]);
    await page.keyboard.type(line);
  }
  await press(page, ["Tab"]);
  await query(page, (found) => found.get("data") === "1:2.9,2:5.1,3:7.2,4:8.8");
  await same("typed columns", true);
  const told = await textOf(page, ".estimates tbody");
  await page.reload();
  await page.waitForSelector("body[data-panel='fit']");
  if ((await textOf(page, ".estimates tbody")) !== told) wrong.push("a reload shows something else");

  // A value of nothing, and numbers that differ in their last bits alone, have charts that end.
  for (const data of ["1:1,2:2,3:3", "1:1,2:1.0000000000000002,3:1", "1:1e-30,2:3e-30,3:1e-31"]) {
    await open(`#fit?sample=own&data=${data}&model=line&start=5,3`);
    await same(data, true);
  }

  await fill(page, "[data-key=formula]", "a + foo(x)");
  await until(page, "a message", async () => (await textOf(page, ".entry")).includes("“foo” at character 5"));
  await fill(page, "[data-key=formula]", "log(a - x)");
  await until(page, "a message", async () => (await textOf(page, "#fit-problem")).includes("not finite at x = 1"));
  await page.select("[data-key=sample]", "outliers");
  await until(page, "a curve again", async () => (await textOf(page, "#fit-problem")) === "");
  await same("after a mistake");
  return wrong.map((each) => `${engine}, fit: ${each}`);
}

/** How the table differs from what Node comes to by the setting in the URL. */
async function differences(page: Page, bits: boolean): Promise<string[]> {
  const hash = (await page.evaluate("location.hash")) as string;
  const { model, values, errors } = fitOf(readSetting(new URLSearchParams(hash.split("?")[1] ?? "")));
  const expected = model.names.flatMap((_, k) => [values[k], errors[k]]);
  const shown = await page.$$eval(".estimates tbody [data-exact]", (cells) =>
    cells.map((cell) => Number((cell as HTMLElement).dataset.exact)),
  );
  if (shown.length !== expected.length) return [`${shown.length} numbers for ${expected.length}`];
  return expected.flatMap((value, k) => {
    // Differences of the last bits are all that a standard error, made of differences, may have of them.
    const near = k % 2 === 0 ? NEAR : 1e-6;
    const isSame = bits ? value === shown[k] : Math.abs(shown[k] - value) <= near * Math.abs(value);
    return isSame ? [] : [`${shown[k]}, in Node ${value}`];
  });
}
