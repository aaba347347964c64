import { writeFileSync } from "node:fs";
import { pageOf } from "./page.js";
import { draw } from "./picture.js";
import { lastResults } from "./results.js";

const docs = new URL("../../docs/", import.meta.url);

/** Writes the page of the cost and its picture, from the last results. */
export function simulate(): void {
  const results = lastResults();
  const page = pageOf(results);
  writeFileSync(new URL("distributed-cost.md", docs), page);
  writeFileSync(new URL("distributed-cost.svg", docs), draw(results));
  console.log(
    page
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .join("\n"),
  );
  console.log("docs/distributed-cost.md, docs/distributed-cost.svg");
}
