import { kinds } from "../../../playground/src/optimizers.js";
import { until } from "./hands.js";
import type { Visitor } from "./visitor.js";

/** The median time of a frame while every optimizer of the catalog runs, in milliseconds. */
export async function medianFrame({ page, open }: Visitor): Promise<number> {
  await open("#surfaces?surface=beale&at=0&speed=60");
  await page.click('[data-key="all"]');
  await until(page, "all", async () => (await page.$$(".where tbody tr")).length === kinds.length);
  await page.click("#play");
  return (await page.evaluate(`new Promise((tell) => {
    const times = [];
    let last;
    requestAnimationFrame(function look(now) {
      if (last !== undefined) times.push(now - last);
      last = now;
      if (times.length < 150) requestAnimationFrame(look);
      else tell(times.sort((a, b) => a - b)[75]);
    });
  })`)) as number;
}
