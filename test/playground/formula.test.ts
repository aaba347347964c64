import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { FormulaError } from "../../playground/src/formula/tokens.js";
import { parse } from "../../playground/src/formula/parse.js";
import { shapeOf } from "../../playground/src/formula/surface.js";

describe("a formula", () => {
  it.each([
    ["1 + 2*3", 7],
    ["2^3^2", 512],
    ["-2^2", -4],
    ["2^-1", 0.5],
    ["-x^2", -9],
    ["2x y", 12],
    ["xy", 6],
    ["2(x + y)", 10],
    ["x²·y", 18],
    ["x**2 − y", 7],
    ["8 / 2 / 2", 2],
    ["1 - 2 - 3", -4],
    ["sqrt(x + 6) + abs(-y)", 5],
    ["cos(π)", -1],
    ["1.5e2", 150],
    ["log(e)", 1],
  ])("%s is %s at (3, 2)", (text, value) => {
    expect(shapeOf(text).value(3, 2)).toBeCloseTo(value, 12);
  });

  it.each([
    ["x +", "end", 3],
    ["x + * y", "unexpected", 4],
    ["(x + y", "unclosed", 6],
    ["sin x", "call", 0],
    ["alert(1)", "unknown", 0],
    ["constructor(1)", "unknown", 0],
    ["x; y", "unexpected", 1],
    ["x)", "unexpected", 1],
    ["", "end", 0],
    ["(".repeat(400), "deep", 200],
    ["-".repeat(400), "deep", 199],
    ["x".repeat(501), "long", 500],
  ])("%j is refused, as %s at %i", (text, problem, at) => {
    let found: unknown;
    try {
      parse(text);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(FormulaError);
    expect(found).toMatchObject({ problem, at });
  });

  it.each(["x*".repeat(200) + "x", "sin(".repeat(60) + "x" + ")".repeat(60), "x^".repeat(100) + "y"])(
    "is refused where its curvature would take too long: %s",
    (text) => {
      expect(() => shapeOf(text)).toThrow(FormulaError);
    },
  );

  it("of any text is read or refused by a FormulaError", () => {
    const piece = constantFrom(
      "x",
      "y",
      "+",
      "-",
      "*",
      "/",
      "^",
      "(",
      ")",
      "2",
      ".5",
      "sin(",
      "foo",
      " ",
      "²",
      "e",
      "{",
    );
    assert(
      property(array(piece, { maxLength: 40 }), (pieces) => {
        try {
          shapeOf(pieces.join("")).gradient({ x: 0.3, y: 0.7 });
        } catch (error) {
          expect(error).toBeInstanceOf(FormulaError);
        }
      }),
    );
  });

  it.each([
    "x^2/20 + y^2",
    "(1 - x)^2 + 100*(y - x^2)^2",
    "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
    "exp(-x y) + log(1 + x^2) / sqrt(2 + y^2)",
    "tan(x/3) + abs(y - 3) + x^y",
    "-(x - y)^3 / (1 + x^2)",
  ])("%s has the slopes and curvatures that differences have", (text) => {
    const { value, gradient, curvature } = shapeOf(text);
    const [x, y, h] = [0.7, 1.3, 1e-4];
    const found = gradient({ x, y });
    expect(found.x).toBeCloseTo((value(x + h, y) - value(x - h, y)) / (2 * h), 4);
    expect(found.y).toBeCloseTo((value(x, y + h) - value(x, y - h)) / (2 * h), 4);
    const [xx, xy, yy] = curvature({ x, y });
    expect(xx).toBeCloseTo((gradient({ x: x + h, y }).x - gradient({ x: x - h, y }).x) / (2 * h), 3);
    expect(xy).toBeCloseTo((gradient({ x, y: y + h }).x - gradient({ x, y: y - h }).x) / (2 * h), 3);
    expect(yy).toBeCloseTo((gradient({ x, y: y + h }).y - gradient({ x, y: y - h }).y) / (2 * h), 3);
  });
});
