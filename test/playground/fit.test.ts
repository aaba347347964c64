import { describe, expect, it } from "vitest";
import { curveFit } from "optim-wasm/fit";
import { DataError, readRows, writeRows } from "../../playground/src/fit/data.js";
import { bandAt, fitOf, NotFinite, TooFew } from "../../playground/src/fit/fitting.js";
import { guessFor, models } from "../../playground/src/fit/models.js";
import { samples } from "../../playground/src/fit/samples.js";
import { ofSample, onFormula, onModel, readSetting, writeSetting } from "../../playground/src/fit/setting.js";
import { spread95 } from "../../playground/src/fit/student.js";
import { modelOf } from "../../playground/src/formula/model.js";
import { nist } from "../fit/nist.js";

const again = (text: string) => readSetting(new URLSearchParams(text));

describe("columns", () => {
  it.each([
    ["1\t2\n3\t4", "1 2,3 4"],
    ["x, y\r\n1, 2\r\n\r\n3,4\r\n", "1 2,3 4"],
    ["# made by hand\n 1  2  0.5\n−3;4e-2;1", "1 2 0.5,-3 0.04 1"],
  ])("%j are read", (text, rows) => {
    expect(writeRows(readRows(text), " ", ",")).toBe(rows);
  });

  it.each([
    ["", "none", 1],
    ["x y", "none", 1],
    ["x y\n1 2\n1 two", "number", 3],
    ["1\n2", "columns", 1],
    ["1 2 3 4", "columns", 1],
    ["1 2\n1 2 3", "uneven", 2],
    ["1 2 0", "sigma", 1],
    ["1 2 -1", "sigma", 1],
    ["1 1e999\n2 1e999", "number", 2],
    ["1 2\n".repeat(501), "many", 501],
  ])("%j are refused", (text, problem, line) => {
    let found: unknown;
    try {
      readRows(text);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(DataError);
    expect(found).toMatchObject({ problem, line });
  });
});

describe("a model as text", () => {
  it.each([
    ["a*exp(-b*x) + c", ["a", "b", "c"], [2, 0.5, 1], 2 * Math.exp(-1) + 1],
    ["b1 x + B1", ["b1", "B1"], [3, 4], 10],
    ["k_m²/(x + toString)", ["k_m", "toString"], [4, 2], 4],
    ["EXP(0 x) a(x + 1)", ["a"], [5], 15],
    ["constructor - x^a", ["constructor", "a"], [1, 3], -7],
  ])("%s has the parameters %j", (text, names, at, value) => {
    const model = modelOf(text);
    expect(model.names).toEqual(names);
    expect(model.value(2, at)).toBeCloseTo(value, 12);
  });

  it.each([
    ["a*y", "observed"],
    ["foo(x)*a", "noFunction"],
    ["x + 1", "noParameters"],
    ["a+b+c+d+f+g+h+i+j", "manyParameters"],
    ["a*exp x", "call"],
    ["a[0]", "unexpected"],
    ["a*", "end"],
  ])("%s is refused, as %s", (text, problem) => {
    expect(() => modelOf(text)).toThrow(expect.objectContaining({ problem }));
  });
});

describe("a fit", () => {
  it("of Misra1a is the certified one", () => {
    const { certified, deviations, rss } = nist.find(({ name }) => name === "Misra1a")!;
    const { values, errors, result, path } = fitOf(ofSample(samples[0]));
    certified.forEach((value, k) => expect(values[k] / value).toBeCloseTo(1, 7));
    deviations.forEach((value, k) => expect(errors[k] / value).toBeCloseTo(1, 4));
    expect(result.value / rss).toBeCloseTo(1, 7);
    expect(path[0].values).toEqual([500, 0.0001]);
    expect(path.at(-1)!.values).toEqual(values);
    expect(path.map(({ value }) => value)).toEqual(path.map(({ value }) => value).toSorted((a, b) => b - a));
  });

  it.each(samples)("of $id converges, and has its setting in the URL", (sample) => {
    const setting = ofSample(sample);
    expect(fitOf(setting).result.converged).toBe(true);
    expect(again(writeSetting(setting).toString())).toEqual(setting);
    const own = { ...setting, sample: "own" };
    expect(again(writeSetting(own).toString())).toEqual(own);
  });

  it.each(samples.filter(({ model }) => model !== "own"))("of $id converges from a guess too", (sample) => {
    const guessed = fitOf({
      ...ofSample(sample),
      start: guessFor(
        models.find(({ id }) => id === sample.model)!,
        sample.rows,
      ),
    });
    fitOf(ofSample(sample)).values.forEach((value, k) => expect(guessed.values[k] / value).toBeCloseTo(1, 5));
  });

  it("has the band of a line by the textbook", () => {
    const rows = readRows("1 2.9\n2 5.1\n3 7.2\n4 8.8\n5 11.1\n6 13");
    const fitted = fitOf({ ...onModel({ ...ofSample(samples[0]), rows }, "line") });
    const s = Math.sqrt(fitted.result.value / 4);
    for (const x of [0, 3.5, 9])
      expect(bandAt(fitted, x)).toBeCloseTo(2.7764451 * s * Math.sqrt(1 / 6 + (x - 3.5) ** 2 / 17.5), 4);
  });

  it("with sigma is curveFit's, to the bit", () => {
    const setting = ofSample(samples.find(({ id }) => id === "sigma")!);
    const [x, y, sigma] = (["x", "y", "sigma"] as const).map((name) => setting.rows.map((row) => row[name]!));
    const params = { all: [...setting.start] };
    curveFit((t, { all: [a, b, c] }) => a * Math.exp(-b * t) + c, { x, y, sigma }, params);
    expect(fitOf(setting).values).toEqual(params.all);
  });

  it("tells where the curve is not finite, and where there are too few data", () => {
    const setting = ofSample(samples[0]);
    expect(() => fitOf(onFormula(setting, "log(x - 100 a)"))).toThrow(NotFinite);
    expect(() => fitOf({ ...setting, rows: readRows("1 2") })).toThrow(TooFew);
    const exact = fitOf({ ...setting, rows: readRows("1 2\n2 3") });
    expect(exact.errors).toEqual([Infinity, Infinity]);
    expect(bandAt(exact, 1)).not.toBeLessThan(Infinity);
  });

  it("of another formula keeps what has the same name", () => {
    expect(onFormula(ofSample(samples[0]), "b2*x + c").start).toEqual([0.0001, 1]);
  });

  it("is at first where a URL makes no sense", () => {
    expect(again("sample=own&data=1:a&model=toString&start=1,2,3&loss=l2&scale=-1")).toEqual(again(""));
    expect(again("sample=enzyme&model=own&formula=x+%2B")).toEqual(again("sample=enzyme"));
  });
});

it.each([
  [1, 12.7062],
  [2, 4.30265],
  [3, 3.18245],
  [4, 2.77645],
  [5, 2.57058],
  [10, 2.22814],
  [100, 1.98397],
])("95 percent with %i degrees of freedom are within %d errors", (dof, errors) => {
  expect(spread95(dof) / errors).toBeCloseTo(1, 5);
});
