import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cosineFall, exponential, logarithm, power } from "../../src/arithmetic.js";
import { fixture } from "./table.js";

describe("arithmetic of our own", () => {
  it("cosineFall is exact to 1e-15, relatively", () => {
    for (const [x, exact] of fixture.arithmetic.cosineFall) expectExact(cosineFall(x), exact, `cosineFall(${x})`);
    expect([cosineFall(0), cosineFall(0.5), cosineFall(1)]).toEqual([1, 0.5, 0]);
    expect(cosineFall(NaN)).toBeNaN();
  });

  it("power is exact to 1e-15, relatively", () => {
    for (const [x, p, exact] of fixture.arithmetic.power) expectExact(power(x, p), exact, `power(${x}, ${p})`);
  });

  it("logarithm and exponential are exact to 1e-15, relatively", () => {
    for (const [x, exact] of fixture.arithmetic.logarithm) expectExact(logarithm(x), exact, `logarithm(${x})`);
    for (const [x, exact] of fixture.arithmetic.exponential) expectExact(exponential(x), exact, `exponential(${x})`);
    expect([logarithm(0), logarithm(1), logarithm(-1), logarithm(NaN)]).toEqual([-Infinity, 0, NaN, NaN]);
    expect([exponential(0), exponential(-Infinity), exponential(NaN)]).toEqual([1, 0, NaN]);
  });

  it("power knows the ends of its range", () => {
    expect([power(0, 0), power(0, 0.5), power(0, 3), power(1, Infinity)]).toEqual([1, 0, 0, 1]);
    expect([power(0.5, Infinity), power(0.999, 1e300), power(1e-200, 5)]).toEqual([0, 0, 0]);
    expect([power(2, Infinity), power(1.001, 1e300), power(1e200, 2), power(1e160, 3)]).toEqual(
      Array(4).fill(Infinity),
    );
    expect([power(2, 1), power(3, 5), power(7, 0.5), power(1e-320, 1)]).toEqual([2, 243, Math.sqrt(7), 1e-320]);
    for (const p of [NaN, -1]) expect(power(2, p)).toBeNaN();
    expect(power(NaN, 2)).toBeNaN();
  });

  it("is all there is: no function of Math that engines may round in their own way", () => {
    const folder = new URL("../../src/schedules/", import.meta.url);
    for (const file of readdirSync(folder)) {
      const code = readFileSync(new URL(file, folder), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
      const used = [...code.matchAll(/\bMath\.(\w+)|\*\*/g)].map(([text, name]) => name ?? text);
      expect(
        used.filter((name) => !["PI", "floor", "max", "min", "sqrt"].includes(name)),
        file,
      ).toEqual([]);
    }
  });
});

function expectExact(actual: number, exact: number, where: string): void {
  expect(Math.abs(actual - exact), `${where} = ${actual}`).toBeLessThanOrEqual(1e-15 * Math.abs(exact));
}
