import { describe, expect, it } from "vitest";
import { beginOfRow, blockOf, codeOf, glueOf, readPage, recipes } from "../examples/clients/recipes.js";

const page = readPage();

describe.each(recipes)("the recipe for $title", (recipe) => {
  it("is in docs/recipes.md what the script runs", () => {
    expect(codeOf(recipe)).toMatch(/optimizer\.(update|minimize)\(/);
    expect(blockOf(page, recipe)).toBe(codeOf(recipe));
  });

  it("has the glue that is told, and no more than three statements of it", () => {
    for (const begin of recipe.glue) expect(codeOf(recipe).split(begin), begin).toHaveLength(2);
    expect(glueOf(recipe)[1]).toBeLessThanOrEqual(3);
  });

  it("has a row in the table, by its version and its glue", () => {
    const [, table] = page.split("<!-- clients:begin -->");
    expect(table.split("<!-- clients:end -->")[0], "npm run clients").toContain(`\n${beginOfRow(recipe)} `);
  });
});
