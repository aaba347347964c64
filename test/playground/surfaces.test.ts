import { describe, expect, it } from "vitest";
import { canyon, descend } from "../../examples/digits/surfaces.js";
import { catalog as written } from "../../playground/catalog.js";
import { classes } from "../../playground/classes.js";
import { shapeOf } from "../../playground/src/formula/surface.js";
import { kinds } from "../../playground/src/optimizers.js";
import { ruleOf } from "../../playground/src/rules.js";
import { criticalPoints } from "../../playground/src/surfaces/critical.js";
import { entriesOf } from "../../playground/src/surfaces/entries.js";
import { lanesOf } from "../../playground/src/surfaces/lanes.js";
import { presetOf, presets } from "../../playground/src/surfaces/presets.js";
import { Run } from "../../playground/src/surfaces/run.js";
import { scaleOf } from "../../playground/src/surfaces/scales.js";
import { everyone, FIRST, readSetting, settingOfScene, writeSetting } from "../../playground/src/surfaces/setting.js";
import { readFileSync } from "node:fs";
import { catalog, elementwise } from "../catalog.js";

describe("the optimizers of the playground", () => {
  it("are those of the catalog whose rules are of elements", () => {
    const titles = new Set(elementwise.map(({ create }) => create().constructor.name));
    expect(new Set(kinds.map(({ title }) => title))).toEqual(titles);
  });

  it.each(kinds)("$title has a rule to show, and options with the defaults of the catalog", ({ title, specs }) => {
    expect(ruleOf(title)).toContain("=");
    const row = catalog.find(({ create, of }) => of === undefined && create().constructor.name === title)!;
    for (const [name, value] of Object.entries(row.defaults)) expect(specs[name]?.default, name).toEqual(value);
  });

  it("are told of as the documents do", () => {
    expect(readFileSync(new URL("../../playground/src/catalog.json", import.meta.url), "utf8")).toBe(written());
  });

  it("are exported as the package's classes say", () => {
    expect(readFileSync(new URL("../../playground/src/classes.ts", import.meta.url), "utf8")).toBe(classes());
  });

  it.each(kinds)("$title's sliders reach the defaults", ({ specs }) => {
    for (const [name, spec] of Object.entries(specs)) {
      if (!("min" in spec)) continue;
      const scale = scaleOf(name, spec);
      const place = scale.toPlace(spec.default);
      expect(place, name).toBeGreaterThanOrEqual(0);
      expect(place, name).toBeLessThanOrEqual(100);
      expect(Math.abs(scale.toValue(place) - spec.default), name).toBeLessThanOrEqual(0.06 * Math.abs(spec.default));
    }
  });
});

describe("the paths", () => {
  it("down the canyon end on the bits of the notes' picture", () => {
    const { choices, formula, start } = settingOfScene("six");
    const shape = shapeOf(formula);
    for (const [title, optimizer] of Object.entries(canyon.optimizers())) {
      const run = new Run(
        choices.find((choice) => choice.title === title)!,
        shape,
        start,
      );
      run.go(canyon.steps);
      expect(run.points).toEqual(descend(canyon, optimizer));
    }
  });

  it("of the Nesterov slip part: one comes down, the other leaves", () => {
    const { choices, formula, start, steps } = settingOfScene("slip");
    const runs = choices.map((choice) => new Run(choice, shapeOf(formula), start));
    for (const run of runs) run.go(steps);
    expect(Math.abs(runs[0].at(steps).y)).toBeLessThan(2);
    expect(Math.abs(runs[1].at(steps).y)).toBeGreaterThan(20);
    expect(entriesOf(choices).map(({ name }) => name)).toEqual(["Nesterov bengio", "Nesterov literal"]);
  });

  it("are told at each step by walking there again", () => {
    const { choices, formula, start } = FIRST;
    for (const choice of choices) {
      const run = new Run(choice, shapeOf(formula), start);
      run.go(12);
      expect(run.moment(7).point).toEqual(run.at(7));
    }
  });

  it("that coincide are moved aside, and only those", () => {
    const apart = Float64Array.of(0, 0, 50, 50, 0.5, 0);
    expect([...lanesOf(apart, apart)]).toEqual([-1.5, 0, 1.5]);
    expect([...lanesOf(Float64Array.of(0, 0, 50, 50, 30, 30), apart)]).toEqual([0, 0, 0]);
  });
});

describe("level points", () => {
  const find = (id: string) => {
    const preset = presetOf(id)!;
    return criticalPoints(shapeOf(preset.formula), preset.x, preset.y);
  };

  it("are found where they are known to be", () => {
    expect(find("canyon")).toMatchObject([{ kind: "minimum", x: 0, y: 0 }]);
    expect(find("rosenbrock")).toHaveLength(1);
    expect(find("beale")[0]).toMatchObject({ kind: "minimum", x: expect.closeTo(3, 9), y: expect.closeTo(0.5, 9) });
    expect(find("saddle").map(({ kind }) => kind)).toEqual(["minimum", "minimum", "saddle"]);
    const himmelblau = find("himmelblau").map(({ kind }) => kind);
    expect(himmelblau.filter((kind) => kind === "minimum")).toHaveLength(4);
    expect(himmelblau.filter((kind) => kind === "saddle")).toHaveLength(4);
    expect(himmelblau.filter((kind) => kind === "maximum")).toHaveLength(1);
    expect(find("rastrigin").filter(({ kind }) => kind === "minimum").length).toBe(9 * 7);
  });
});

describe("the setting in the URL", () => {
  const settings = [
    FIRST,
    settingOfScene("four"),
    settingOfScene("slip"),
    ...presets.map(({ id }) => ({ ...readSetting(new URLSearchParams({ surface: id })), choices: everyone(id) })),
    { ...FIRST, surface: "own", formula: "x^2 + (y - 1)^2", x: [-1, 2], y: [0, 3], view: "relief", at: 3 } as const,
    {
      ...FIRST,
      choices: [
        { title: "Rprop", options: { etas: [0.4, 1.3], lr: 0.1 } },
        { title: "SGD", options: {} },
      ],
    } as const,
  ];

  it.each(settings)("comes back as it was written: $surface", (setting) => {
    expect(readSetting(new URLSearchParams(writeSetting(setting).toString()))).toEqual(setting);
  });

  it("is as at first where it makes no sense", () => {
    const nonsense =
      "surface=nowhere&start=a,b&steps=-3&speed=x&on=Foo:lr=1~Adam:lr=-1~SGD:nesterov=true~Lion:lr=0.5:foo=1";
    const read = readSetting(new URLSearchParams(nonsense));
    expect(read).toEqual({ ...FIRST, choices: [{ title: "Lion", options: { lr: 0.5 } }] });
  });
});
