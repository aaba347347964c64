import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { best, contestants, titleOf } from "../bench/convergence/descent.js";
import { cell } from "../bench/convergence/page.js";
import { drawn, problems } from "../bench/convergence/problems.js";
import { beale, himmelblau, rastrigin, rosenbrock, saddle } from "../bench/convergence/surfaces.js";

const docs = new URL("../docs/", import.meta.url);
const page = readFileSync(new URL("convergence.md", docs), "utf8");
const [table] = /(?:^\|.*\n)+/m.exec(page)!;
/** The cells of the first table by line: optimizer, problems, mean place. */
const rows = [...table.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row.replaceAll("**", "").split(" | "));
const [head] = rows;

describe("docs/convergence.md", () => {
  it("has every class of the catalog, and every problem", () => {
    expect(rows.slice(2).map(([name]) => name)).toEqual(contestants.map(titleOf));
    expect(head).toEqual(["optimizer", ...problems.map(({ name }) => name), "mean place"]);
  });

  it("has the picture of every surface drawn", () => {
    for (const { name } of drawn) {
      const file = `convergence-${name.toLowerCase()}.svg`;
      expect(page).toContain(`](${file})`);
      expect(existsSync(new URL(file, docs)), file).toBe(true);
    }
  });

  it.each([contestants[0], contestants[1]])("tells of $name on Rosenbrock what comes out now", (row) => {
    const told = rows.find(([name]) => name === titleOf(row))?.[head.indexOf(rosenbrock.name)];
    expect(cell(best(rosenbrock, row))).toBe(told);
  });
});

it.each([rosenbrock, beale, himmelblau, rastrigin, saddle])("$name has the gradient of its formula", (surface) => {
  const [x, y] = surface.start;
  const h = 1e-6;
  const { slope, grads } = surface.begin();
  slope(0);
  expect(grads.point[0]).toBeCloseTo((surface.of(x + h, y) - surface.of(x - h, y)) / (2 * h), 5);
  expect(grads.point[1]).toBeCloseTo((surface.of(x, y + h) - surface.of(x, y - h)) / (2 * h), 5);
});

it.each(drawn)("$name is least where its picture says", ({ minima, of, least }) => {
  for (const [x, y] of minima) expect(of(x, y)).toBeCloseTo(least, 9);
});
