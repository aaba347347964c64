import type { Page } from "puppeteer-core";

/** Waits until what is read from the page is as asked. */
export async function until(page: Page, what: string, holds: () => Promise<boolean>, patience = 30_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end)
      throw new Error(`${what}: not within ${patience / 1000} s on ${await page.evaluate("location.hash")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (found) => found.textContent ?? "");
}

export async function press(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key as "Enter");
}

/** Replaces the text of a field, as one does who selects it all and types. */
export async function fill(page: Page, selector: string, text: string): Promise<void> {
  await page.click(selector, { count: 3 });
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  // A field gives out its text where Enter does not when it is left.
  await page.$eval(selector, (found) => (found as HTMLElement).blur());
}

/** Draws a line through points of an element, given as shares of its sides. */
export async function drag(
  page: Page,
  selector: string,
  points: readonly (readonly [number, number])[],
): Promise<void> {
  await page.$eval(selector, (found) => found.scrollIntoView({ block: "center" }));
  const box = await (await page.$(selector))!.boundingBox();
  if (box === null) throw new Error(`${selector} is not to be seen`);
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 6 });
  await page.mouse.up();
}

/** The query of the address, once it holds this. */
export async function query(page: Page, holds: (query: URLSearchParams) => boolean): Promise<URLSearchParams> {
  let found = new URLSearchParams();
  await until(page, "the URL", async () => {
    const hash = (await page.evaluate("location.hash")) as string;
    found = new URLSearchParams(hash.split("?")[1] ?? "");
    return holds(found);
  });
  return found;
}
