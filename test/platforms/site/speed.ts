import { textOf, until } from "./hands.js";
import type { Visitor } from "./visitor.js";

/** Measures, and looks whether every size has its numbers. */
export async function speed(
  { page, open, engine }: Visitor,
  wasm: boolean,
): Promise<{ wrong: string[]; told: string }> {
  const wrong: string[] = [];
  await open("#speed");
  await page.select(".controls select", "Momentum");
  await page.click("#measure");
  await until(page, "measured", async () => (await textOf(page, "#measure")) === "Measure", 60_000);
  const rows = await page.$$eval(".where tbody tr", (all) => all.map((row) => row.textContent ?? ""));
  const missing = rows.filter((row) => row.includes("–"));
  if (wasm ? missing.length > 0 : missing.length !== rows.length) wrong.push(`rows: ${rows.join("; ")}`);
  const told = await textOf(page, ".controls p");
  return { wrong: wrong.map((each) => `${engine}, speed: ${each}`), told };
}
