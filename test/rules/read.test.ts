import { describe, expect, it } from "vitest";
import { readRule } from "../../scripts/kernels/rule.js";
import { G, M, rule } from "./rule.js";

it("a rule is refused that has more scalars than there is room for", () => {
  const source = rule(`${G}, eps: lanes`, "return rate * (g + eps);");
  expect(() => readRule("assembly/x.ts", source, 1)).toThrow("assembly/x.ts:1: 2 scalars, there is room for 1");
  expect(readRule("assembly/x.ts", source, 2).scalars).toEqual(["rate", "eps"]);
});

describe("a rule is read", () => {
  it("with its slots and scalars in the order of the parameters, whatever its statements", () => {
    const body = ["let u: lanes = g - m, w = u;", "w *= b;", "m += w;", "v = max(v, m);"];
    const parameters = "g: lanes, a: lanes, v: lanes, b: lanes, m: lanes";
    const source = rule(parameters, ...body, "return a * select(u > v, v, -u);");
    const { name, slots, scalars, divides } = readRule("assembly/x.ts", source);
    expect({ name, slots, scalars }).toEqual({ name: "x", slots: ["v", "m"], scalars: ["a", "b"] });
    expect(divides).toBe(false);
  });

  it("with what only a later step needs", () => {
    const source = rule(`${M}, gain: lanes`, "const step = rate * m;", "m += gain * g;", "return step;");
    expect(readRule("assembly/x.ts", source).scalars).toEqual(["rate", "gain"]);
  });

  it("with what is made of the parameter, also where the step does not need it", () => {
    const source = rule(
      "g: lanes, p: lanes, mean: lanes, rate: lanes",
      "const q = p + rate * g;",
      "mean += rate * (q - mean);",
      "return q;",
    );
    expect(readRule("assembly/x.ts", source)).toMatchObject({ slots: ["mean"], scalars: ["rate"], moves: true });
    const apart = source.replace("(q - mean)", "(g - mean)");
    expect(() => readRule("assembly/x.ts", apart)).toThrow("mean is never read on the way to the step");
  });

  it("as dividing by its operations, not by its comments", () => {
    const divides = (...body: string[]) => readRule("assembly/x.ts", rule(M, ...body)).divides;
    expect(divides("m += g; // not m / g, no sqrt", "return rate * m;")).toBe(false);
    expect(divides("m /= g;", "return rate * m;")).toBe(true);
    expect(divides("m += g;", "return rate / m;")).toBe(true);
    expect(divides("m += g;", "return rate * sqrt(m);")).toBe(true);
  });

  it("under the name that its file has in camel case", () => {
    const source = rule(G, "return rate * g;").replace("x(", "adaMax(");
    expect(readRule("assembly/ada-max.ts", source).name).toBe("adaMax");
  });

  it("with a parameter that it assigns, whether or not it returns it", () => {
    const source = rule("g: lanes, p: lanes, rate: lanes", "p += rate * g;", "return p;");
    for (const each of [source, source.replace("  return p;\n", "")]) {
      const { moves, slots, result } = readRule("assembly/x.ts", each);
      expect({ moves, slots, result }).toMatchObject({ moves: true, slots: [], result: { name: "p" } });
    }
  });
});
