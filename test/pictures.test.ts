import { describe, expect, it } from "vitest";
import { DARK, LINES, PAPER } from "../examples/digits/look.js";
import { drawLosses } from "../examples/digits/loss-picture.js";
import { drawPaths } from "../examples/digits/paths-picture.js";
import { sparklines } from "../examples/digits/sparklines.js";
import { canyon, saddle } from "../examples/digits/surfaces.js";
import { drawCanyon } from "../examples/pictures/canyon.js";

const names = Object.keys(LINES);
/** Three run together, as near as losses do; three are on their own. */
const curves = names.map((name, k) => ({
  name,
  losses: Array.from({ length: 80 }, (_, step) => 2 / (1 + step / 8) + (k < 3 ? 0 : 0.2 * k)),
}));

describe("the colours of pictures", () => {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  it.each(names)("%s stands out by 4:1 from light paper, and from dark", (name) => {
    const colour = LINES[name];
    expect(contrast(colour, PAPER)).toBeGreaterThan(4);
    expect(contrast(DARK[colour], DARK[PAPER])).toBeGreaterThan(4);
  });
});

describe.each([
  ["losses", () => drawLosses(curves, 20)],
  ["the canyon", () => drawPaths(canyon)],
  ["the saddle", () => drawPaths(saddle)],
  ["the canyon that moves", drawCanyon],
] as const)("the picture of %s", (_, draw) => {
  const svg = draw();

  it("names every optimizer once, in its colour or at its panel", () => {
    for (const name of names) expect([...svg.matchAll(new RegExp(`>${name}\\b[^<]*</t`, "g"))], name).toHaveLength(1);
    for (const colour of Object.values(LINES)) expect(svg).toContain(`stroke="${colour}"`);
  });

  it("follows the reader's scheme and needs nothing from elsewhere", () => {
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
    expect(svg).not.toMatch(/(?:href|src)="(?!#)|url\((?!#)|@import/);
  });
});

describe("the picture of losses", () => {
  const svg = drawLosses(curves, 20);

  it("has labels that do not stand on each other", () => {
    const places = names.map((name) => {
      const place = String.raw`translate\([-\d.]+,([-\d.]+)\)`;
      const [, moved, at] = new RegExp(`${place}"[^<>]*><text transform="${place}"[^<>]*>${name}\\b`).exec(svg) ?? [];
      return Number(moved) + Number(at);
    });
    const sorted = places.toSorted((a, b) => a - b);
    for (let k = 1; k < sorted.length; k++) expect(sorted[k] - sorted[k - 1]).toBeGreaterThan(12);
  });

  it("hides no line under another: every second one is dashed, above the rest", () => {
    const dashes = [...svg.matchAll(/<g [^>]*aria-label="line"[^>]*>/g)].map(([line]) =>
      line.includes("stroke-dasharray"),
    );
    expect(dashes).toEqual([false, false, false, true, true, true]);
  });
});

it("the canyon stands still for readers who want no motion", () => {
  expect(drawCanyon()).toMatch(/@media \(prefers-reduced-motion: no-preference\) \{ \.way, \.head \{ animation/);
  expect(drawCanyon().match(/animation:/g)).toHaveLength(1);
});

it("the terminal has a row of bars for each optimizer, all on one scale", () => {
  const [, ...rows] = sparklines(curves).split("\n");
  expect(rows.map((row) => row.split(" ")[0])).toEqual(names);
  for (const row of rows) expect(row).toMatch(/^\w+ +[\d.]+ [▁▂▃▄▅▆▇█]{48} [\d.]+$/);
  expect(rows[0]).toContain("▁");
  expect(rows[5]).toContain("█");
  expect(rows[5]).not.toContain("▁");
});
