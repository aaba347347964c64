import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { defineOptimizer, positive } from "../../src/define/index.js";

const page = readFileSync(new URL("../../docs/own-rules.md", import.meta.url), "utf8");
const [, table = ""] = page.split("| text | says |\n|---|---|\n");
const rows = [...table.split("\n\n")[0].matchAll(/^\| `(.*?)` \| (.*) \|$/gm)];

it("the page on own rules has errors to show", () => expect(rows.length).toBeGreaterThan(8));

it.each(rows.map(([, text, says]) => [text, says]))("says of %s what the page tells", (rule, says) => {
  const define = () =>
    defineOptimizer({
      title: "Mine",
      options: { lr: positive(0.1) },
      scalars: ({ lr }): Record<string, number> => ({ rate: -lr }),
      rule: rule.replaceAll("; ", "\n"),
    });
  expect(messageOf(define)).toBe(says);
});

/** The first line of what it throws, without the place. */
function messageOf(define: () => unknown): string {
  try {
    define();
  } catch (error) {
    return (error as Error).message.split("\n")[0].replace(/^Mine(?:'s rule, line \d+, column \d+)?: /, "");
  }
  return "nothing";
}
