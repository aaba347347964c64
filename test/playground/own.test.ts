import { describe, expect, it } from "vitest";
import { shapeOf } from "../../playground/src/formula/surface.js";
import { presets, type OwnRule } from "../../playground/src/own/presets.js";
import { makerOf, Mistake } from "../../playground/src/own/reading.js";
import { presetLike, readRule, writeRule } from "../../playground/src/own/setting.js";
import { presetOf } from "../../playground/src/surfaces/presets.js";
import { Run } from "../../playground/src/surfaces/run.js";
import { en } from "../../playground/src/texts/en.js";

const { lion } = presets;

describe("a rule that is typed", () => {
  const { formula, start } = presetOf("beale")!;
  const shape = shapeOf(formula);
  const path = (title: string, options: Record<string, number>, own?: OwnRule) => {
    const run = new Run({ title, options }, shape, start, own && makerOf(own));
    run.go(200);
    return run.points;
  };

  it.each([
    ["lion", "Lion", { lr: 0.01 }],
    ["adam", "Adam", { lr: 0.1 }],
    ["momentum", "SGD", { lr: 0.01, momentum: 0.9 }],
  ])("as %s takes the way of %s, bit for bit", (id, title, options) => {
    expect(path(title, options, presets[id])).toEqual(path(title, options));
  });

  it("shows what it held at a step", () => {
    const run = new Run({ title: "MyLion", options: {} }, shape, start, makerOf(lion));
    run.go(5);
    expect(Object.keys(run.moment(3).state)).toEqual(["m"]);
    expect(run.moment(3).point).toEqual(run.at(3));
  });

  it.each(Object.keys(presets))("%s has a name in the list, and stands in the URL by it", (id) => {
    expect(en).toHaveProperty([`preset.${id}`]);
    expect(presetLike(presets[id])).toBe(id);
    expect(String(writeRule(presets[id]))).toBe(`preset=${id}`);
    expect(readRule(writeRule(presets[id]))).toBe(presets[id]);
  });

  it("stands in the URL with all that was typed", () => {
    const own = { title: "Mine & yours", options: "lr = 1\n", scalars: "rate = -lr + 0", rule: "return rate * g" };
    expect(readRule(new URLSearchParams(String(writeRule(own))))).toEqual(own);
    expect(readRule(new URLSearchParams("preset=nonsense"))).toBe(lion);
  });

  it("takes formulas of options and steps for scalars", () => {
    const own = {
      title: "Mine",
      options: "lr = 2\nlR = 3",
      scalars: "\n rate = -lr*lR^2/bias(lr/4, t + 1)\nhalf=sqrt(1/4)",
      rule: "return rate * half * g",
    };
    const params = { x: 0 };
    makerOf(own)().update(params, { x: 1 });
    expect(params.x).toBeCloseTo((-18 / (1 - 0.25)) * 0.5, 12);
  });
});

describe("what is wrong with a rule", () => {
  const mistakeOf = (change: Partial<OwnRule>) => {
    try {
      makerOf({ ...lion, ...change });
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      const { part, line, why } = error;
      return typeof why === "string" ? [part, line, why.split("\n")[0]] : [part, line, why.problem, why.at, why.found];
    }
    return undefined;
  };

  it.each([
    [{ title: " " }, "title", undefined, "name", 0, ""],
    [{ options: "lr = 0.1\nbeta1 0.9" }, "options", 2, "form", 0, "beta1 0.9"],
    [{ options: "lr = -1" }, "options", 1, "default", 5, "-1"],
    [{ options: "lr = " }, "options", 1, "default", 5, ""],
    [{ scalars: "rate = -lr\n\nkeep1 = beta3" }, "scalars", 3, "unknownScalar", 8, "beta3"],
    [{ scalars: "rate = -(lr" }, "scalars", 1, "unclosed", 11, ""],
    [{ scalars: "rate = bias(lr)" }, "scalars", 1, "unexpected", 14, ")"],
    [{ scalars: "rate = bias" }, "scalars", 1, "call", 7, "bias"],
    [{ scalars: "rate = lr, lr" }, "scalars", 1, "unexpected", 9, ","],
    [{ scalars: "rate =" }, "scalars", 1, "end", 6, ""],
  ])("is told: %o", (change, ...expected) => {
    expect(mistakeOf(change)).toEqual(expected);
  });

  it("is told of the rule with its line", () => {
    expect(mistakeOf({ rule: "m = keep1 * m + g\nreturn rate * pow(m, m)" })?.slice(0, 2)).toEqual(["rule", 2]);
    expect(mistakeOf({ rule: "return rate * g" })?.[0]).toBe("rule");
    expect(mistakeOf({ options: "rate = 1", scalars: "rate = rate", rule: "return rate * g" })?.[2]).toContain("lr");
  });
});
