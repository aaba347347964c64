import axe from "axe-core";
import type { Visitor } from "./visitor.js";

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** What axe-core finds on the page as it is, but by these of its rules. */
export async function axeFinds(
  { page, engine }: Pick<Visitor, "page" | "engine">,
  where: string,
  without: readonly string[] = [],
): Promise<string[]> {
  await page.evaluate(axe.source);
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const options = JSON.stringify({ resultTypes: ["violations"], rules });
  const found = (await page.evaluate(`axe.run(document, ${options}).then(({ violations }) =>
    JSON.parse(JSON.stringify(violations)))`)) as Violation[];
  return found.map(
    ({ id, nodes }) =>
      `${engine}, ${where}: axe ${id} at ${nodes
        .map(({ target }) => target.join(" "))
        .slice(0, 3)
        .join(", ")}: ${nodes[0].failureSummary ?? ""}`,
  );
}
