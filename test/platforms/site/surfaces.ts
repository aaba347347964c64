import type { Page } from "puppeteer-core";
import { shapeOf } from "../../../playground/src/formula/surface.js";
import { kinds } from "../../../playground/src/optimizers.js";
import { entriesOf, type Entry } from "../../../playground/src/surfaces/entries.js";
import { Run } from "../../../playground/src/surfaces/run.js";
import { readSetting } from "../../../playground/src/surfaces/setting.js";
import { drag, fill, press, query, textOf, until } from "./hands.js";
import type { Visitor } from "./visitor.js";

const TOP = ".stage canvas:last-child";

/** Drives the surfaces as a person would; returns what is not as it should be. */
export async function surfaces({ page, open, engine }: Visitor, backend = "wasm"): Promise<string[]> {
  const wrong: string[] = [];
  const same = async (what: string): Promise<void> => {
    wrong.push(...(await differences(page)).map((each) => `${what}: ${each}`));
  };
  await open("");
  if ((await page.$eval("body", ({ dataset }) => dataset.backend)) !== backend)
    wrong.push(`the backend is not ${backend}`);
  await same("at first");

  await page.click("[data-key=scene-slip]");
  await query(page, (found) => found.get("on")?.includes("literal") ?? false);
  await same("the Nesterov slip");
  await page.click("[data-key=scene-four]");
  await query(page, (found) => found.get("steps") === "30");
  await same("four in the canyon");

  await drag(page, TOP, [
    [0.2, 0.2],
    [0.35, 0.7],
  ]);
  await query(page, (found) => !found.get("start")!.startsWith("-7,"));
  await same("a dragged start");
  await page.focus(TOP);
  const before = (await query(page, () => true)).get("start");
  await press(page, ["ArrowRight", "ArrowUp"]);
  await query(page, (found) => found.get("start") !== before);
  await same("arrow keys");

  for (const id of ["beale", "rosenbrock", "himmelblau", "saddle"]) {
    await page.select("[data-key=surface]", id);
    await query(page, (found) => found.get("surface") === id && found.get("at") === "0");
    await page.select(".transport select", "600");
    await page.click("#play");
    await until(page, `${id} to its end`, async () => (await textOf(page, "#play")) === "Play");
    await query(page, (found) => found.get("at") !== "0");
    await same(id);
  }
  await fill(page, "[data-key=formula]", "x^2/4 + (y - x^2/2)^2 + abs(x)/8");
  await query(page, (found) => found.get("surface") === "own");
  await page.click('[data-key="all"]');
  await query(page, (found) => found.get("on")!.split("~").length === kinds.length);
  for (let k = 0; k < 3; k++) await page.click('.transport button[aria-label="One step on"]');
  await query(page, (found) => found.get("at") === "3");
  await same("everyone on a formula");

  await page.click('[data-key="none"]');
  await page.click('[data-key="Adam 0"]');
  await query(page, (found) => found.get("on")!.startsWith("Adam:"));
  await page.select("[data-key=view]", "relief");
  const seen = await query(page, (found) => found.get("view") === "relief");
  if (!/^Adam:[^~]*$/.test(seen.get("on")!) || seen.get("at") !== "3") wrong.push(`a relief of ${seen}`);
  await page.click('[data-key="Adam 0 options"]');
  await page.focus('[data-key="Adam 0 beta1 0"]');
  await press(page, ["ArrowLeft", "ArrowLeft", "ArrowLeft"]);
  await page.select('[data-key="Adam 0 epsMode 0"]', "corrected");
  const last = await query(page, (found) => /beta1=.*epsMode=corrected/.test(found.get("on") ?? ""));
  await page.$eval('.transport input[type="range"]', (slider) => (slider as HTMLElement).focus());
  await press(page, ["End"]);
  await query(page, (found) => found.get("at") === found.get("steps"));
  await same("Adam by keys");
  const told = await textOf(page, ".where tbody");
  await page.reload();
  await page.waitForSelector("body[data-panel='surfaces']");
  if ((await textOf(page, ".where tbody")) !== told) wrong.push("a reload shows something else");
  if ((await query(page, () => true)).get("on") !== last.get("on")) wrong.push("a reload has another URL");

  await hovers(page, wrong);
  await fill(page, "[data-key=formula]", "x^2 + foo(y)");
  await until(page, "a message", async () => (await textOf(page, ".controls .problem")).includes("foo"));
  return wrong.map((each) => `${engine}, surfaces: ${each}`);
}

async function hovers(page: Page, wrong: string[]): Promise<void> {
  await page.click("[data-key=scene-six]");
  await query(page, (found) => found.get("surface") === "canyon");
  await page.$eval(TOP, (found) => found.scrollIntoView({ block: "center" }));
  const box = (await (await page.$(TOP))!.boundingBox())!;
  // SGD is at (−6.335, −1.8) after the first step, in the frame of the canyon.
  await page.mouse.move(box.x + (1.665 / 10.5) * box.width, box.y + (4.4 / 5.2) * box.height);
  await until(page, "SGD's card", async () => (await textOf(page, ".rule h2")).includes("SGD, step 1"));
  if (!(await textOf(page, ".rule")).includes("p −= lr·g")) wrong.push("the card does not tell the rule");
  await page.click(".where tr:last-child button");
  await until(page, "Adam's card", async () => (await textOf(page, ".rule h2")).startsWith("Adam, step"));
  if (!/m.*v/.test(await textOf(page, ".rule tbody"))) wrong.push("the card does not tell the state");
}

/** How the end points in the table differ from those that Node comes to by the setting in the URL. */
export async function differences(
  page: Page,
  ownIn: (address: URLSearchParams) => readonly Entry[] = () => [],
): Promise<string[]> {
  let found: string[] = [];
  const look = async (): Promise<boolean> => {
    const hash = (await page.evaluate("location.hash")) as string;
    const address = new URLSearchParams(hash.split("?")[1] ?? "");
    const setting = readSetting(address);
    const shown = await page.$$eval(".where tbody tr", (rows) =>
      rows.map((row) => Array.from(row.querySelectorAll<HTMLElement>("[data-exact]"), (cell) => cell.dataset.exact)),
    );
    const runs = [...ownIn(address), ...entriesOf(setting.choices)].map(
      ({ choice, own }) => new Run(choice, shapeOf(setting.formula), setting.start, own?.create),
    );
    found = runs.flatMap((run, k) => {
      run.go(setting.at);
      const { x, y } = run.at(setting.at);
      const expected = [x, y].map(String);
      return expected.join() === shown[k]?.join()
        ? []
        : [`${run.choice.title} ${shown[k]?.join()}, in Node ${expected.join()}`];
    });
    if (shown.length !== runs.length) found.push(`${shown.length} rows for ${runs.length} paths`);
    return found.length === 0;
  };
  await until(page, "the same end points", look, 5_000).catch(() => undefined);
  return found;
}
