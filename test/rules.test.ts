import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { writeAssembly } from "../scripts/kernels/assembly.mjs";
import { writeJavaScript } from "../scripts/kernels/javascript.mjs";
import { readRule, RuleError } from "../scripts/kernels/rule.mjs";
import { messageOf } from "./support.js";

const root = fileURLToPath(new URL("../", import.meta.url));

/** A rule x of these lines; the first stands in line 2. */
function rule(parameters: string, ...body: string[]): string {
  return [`export function x(${parameters}): lanes {`, ...body.map((line) => `  ${line}`), "}", ""].join("\n");
}

/** What is wrong with a rule, without the class of the error. */
function refusal(source: string): string {
  return messageOf(() => readRule("assembly/x.ts", source)).replace(/^Error: /, "");
}

const G = "g: lanes, rate: lanes";
const M = "g: lanes, m: lanes, rate: lanes";
const SIGNS = "a rule has + - * / < > and no other signs";
const PARTS = "a rule has names, numbers as all(…), words and + - * / < >";
const ONCE = "a rule declares, assigns, and returns once, at its end";

type Case = readonly [mistake: string, source: string, line: number, message: string];

const names: readonly Case[] = [
  [
    "an unknown word",
    rule(G, "const u = g * g;", "return rate * cbrt(u);"),
    3,
    "unknown word cbrt: a rule has all, sqrt, abs, sign, min, max, select",
  ],
  [
    "a word of JavaScript",
    rule(G, "return rate * Math.sqrt(g);"),
    2,
    "unknown word Math.sqrt: a rule has all, sqrt, abs, sign, min, max, select",
  ],
  ["an unknown name", rule(G, "const u = g * g;", "return rate * w;"), 3, "unknown name w"],
  ["an unknown name that is assigned", rule(G, "w += g;", "return rate * g;"), 2, "unknown name w"],
  [
    "a name before its declaration",
    rule(G, "const u = w;", "const w = g;", "return rate * u * w;"),
    2,
    "unknown name w",
  ],
  [
    "a name of the loop, declared",
    rule(G, "const u = g;", "const end = u;", "return rate * end;"),
    3,
    "the name end is taken",
  ],
  [
    "a name of the loop, as parameter",
    rule("g: lanes, count: lanes", "return count * g;"),
    1,
    "the name count is taken",
  ],
  ["the name of a word", rule("g: lanes, min: lanes", "return min * g;"), 1, "the name min is taken"],
  [
    "the name of a slot's place",
    rule("g: lanes, m: lanes, mAt: lanes", "m += g;", "return mAt * m;"),
    1,
    "the name mAt is taken",
  ],
  [
    "a word of the languages",
    rule("g: lanes, arguments: lanes", "return arguments * g;"),
    1,
    "the name arguments is taken",
  ],
  ["a name twice", rule(M, "const m = g;", "return rate * m;"), 2, "the name m is taken"],
  ["a parameter twice", rule("g: lanes, a: lanes,\n  a: lanes", "return a * g;"), 2, "the name a is taken"],
  [
    "a name that is not plain",
    rule("g: lanes, $r: lanes", "return $r * g;"),
    1,
    "the name $r is not a small letter, then letters and digits",
  ],
  [
    "another name than the file's",
    rule(G, "return rate * g;").replace("x(", "y("),
    1,
    "the rule is called y, its file wants x",
  ],
];

const reads: readonly Case[] = [
  [
    "a slot never read",
    rule("g: lanes,\n  m: lanes,\n  rate: lanes", "", "m = g;", "return rate * g;"),
    5,
    "m is never read before it is assigned: what no later step reads is a const",
  ],
  [
    "a slot assigned before its old value is read",
    rule(M, "m = g;", "return rate * m;"),
    2,
    "m is never read before it is assigned: what no later step reads is a const",
  ],
  [
    "a slot that only follows itself",
    rule(M, "const u = rate * g;", "m += g;", "return u;"),
    3,
    "m is never read on the way to the step",
  ],
  [
    "two slots that only follow each other",
    rule("g: lanes, m: lanes, v: lanes, rate: lanes", "m += v;", "v += m;", "return rate * g;"),
    2,
    "m is never read on the way to the step",
  ],
  [
    "a slot assigned twice",
    rule(M, "m += g;", "m = g;", "return rate * m;"),
    2,
    "m is never read before it is assigned again",
  ],
  ["a scalar never read", rule("g: lanes,\n  rate: lanes,\n  eps: lanes", "return rate * g;"), 3, "eps is never read"],
  ["a gradient never read", rule(G, "return rate;"), 1, "g is never read"],
  ["a local never read", rule(G, "const u = g;", "const w = u;", "return rate * u;"), 3, "w is never read"],
  ["a local never read again", rule(G, "let u = g;", "u += g;", "return rate * g;"), 3, "u is never read"],
  [
    "a local's first value never read",
    rule(G, "let u = g;", "u = rate;", "return u * g;"),
    2,
    "u is never read before it is assigned again",
  ],
  ["g assigned", rule(G, "g = g * g;", "return rate * g;"), 2, "g is given: a rule does not assign it"],
  ["g changed", rule(G, "const u = g;", "g += u;", "return rate * g;"), 3, "g is given: a rule does not assign it"],
  ["a const assigned", rule(G, "const u = g;", "u += g;", "return rate * u;"), 3, "u is a const"],
  ["no scalar", rule("g: lanes", "return -g;"), 1, "a rule takes a scalar at least, its rate"],
];

const statements: readonly Case[] = [
  ["a missing return", rule(M, "m += g;", "m += rate;"), 3, "a rule ends with a return of its step"],
  ["a return of nothing", rule(M, "m += rate * g;", "return;"), 3, "a rule ends with a return of its step"],
  ["no body", "export function x(g: lanes, rate: lanes): lanes {}", 1, "a rule ends with a return of its step"],
  ["an early return", rule(M, "return rate * g;", "m += g;", "return m;"), 2, `return rate * g: ${ONCE}`],
  ["a second return", rule(G, "return g;", "return rate * g;"), 2, `return g: ${ONCE}`],
  ["a call as statement", rule(G, "sqrt(g);", "return rate * g;"), 2, `sqrt(g): ${ONCE}`],
  ["an if", rule(G, "const u = g;", "if (u > rate)", "  return u;", "return rate * g;"), 3, `if (u > rate) …: ${ONCE}`],
  ["a loop", rule(G, "while (g > rate) {}", "return rate * g;"), 2, `while (g > rate) {}: ${ONCE}`],
  ["++ as statement", rule(M, "m++;", "return rate * m * g;"), 2, `m++: ${ONCE}`],
  ["++ in an expression", rule(M, "const u = m++;", "return rate * u * g;"), 2, `m++: ${SIGNS}`],
  ["-- before a name", rule(M, "const u = --m;", "return rate * u * g;"), 2, `--m: ${SIGNS}`],
  [
    "an assignment in an expression",
    rule(M, "const u = (m += g);", "return rate * u;"),
    2,
    "m += g: an assignment is a statement of its own",
  ],
  [
    "an assignment in a return",
    rule(M, "const u = g;", "return rate * (m = u);"),
    3,
    "m = u: an assignment is a statement of its own",
  ],
  ["an assignment to no name", rule(M, "m[0] = g;", "return rate * m;"), 2, "m[0] is no name to assign"],
  ["an unknown assignment", rule(M, "m **= g;", "return rate * m;"), 2, `m **= g: ${ONCE}`],
];

const expressions: readonly Case[] = [
  ...["%", "**", "&&", "||", "<=", "==", "&"].map((sign): Case => [
    `the sign ${sign}`,
    rule(G, "const u = g;", `return rate * (u ${sign} g);`),
    3,
    `u ${sign} g: ${SIGNS}`,
  ]),
  ...["!", "~", "+"].map((sign): Case => [
    `the sign ${sign} before a name`,
    rule(G, `return rate * ${sign}g;`),
    2,
    `${sign}g: ${SIGNS}`,
  ]),
  ["a bare number", rule(G, "const u = g * g;", "return rate * u * 0.5;"), 3, "0.5: a number is written all(0.5)"],
  ["a bare number as argument", rule(G, "return rate * max(g, 0);"), 2, "0: a number is written all(0)"],
  ["a choice by ?", rule(G, "return g > rate ? g : rate;"), 2, `g > rate ? g : rate: ${PARTS}`],
  ["too many arguments", rule(G, "return rate * sqrt(g, g);"), 2, "sqrt takes 1, got 2"],
  ["too few arguments", rule(G, "const u = g;", "return rate * min(u);"), 3, "min takes 2, got 1"],
  ["no arguments", rule(G, "return rate * g * all();"), 2, "all takes 1, got 0"],
  ["a type argument", rule(G, "return rate * sqrt<f32>(g);"), 2, "sqrt<f32>(g): a word takes no types"],
  ...["g", "'1'", "0x10", "-1", "9007199254740993"].map((each): Case => [
    `all of ${each}`,
    rule(G, `return rate * g * all(${each});`),
    2,
    "all takes a number as written: all(0.5)",
  ]),
  [
    "a comparison as a number",
    rule(G, "return rate * (g > rate);"),
    2,
    "(g > rate) is a comparison: select alone takes one, as its first",
  ],
  [
    "a comparison kept",
    rule(M, "m = m > g;", "return rate * m;"),
    2,
    "m > g is a comparison: select alone takes one, as its first",
  ],
  [
    "a number to select by",
    rule(G, "return select(g, g, rate);"),
    2,
    "g: select takes a comparison first: select(a > b, a, b)",
  ],
];

const shapes: readonly Case[] = [
  ["nothing", "", 1, "a rule is one exported function"],
  ["no function", "\nexport const x = 1;\n", 2, "a rule is one exported function"],
  [
    "a function that is not exported",
    rule(G, "return rate * g;").replace("export ", ""),
    1,
    "a rule is one exported function",
  ],
  [
    "a function without a body",
    "export declare function x(g: lanes, rate: lanes): lanes;",
    1,
    "a rule is one exported function",
  ],
  [
    "two functions",
    `${rule(G, "return rate * g;")}\n${rule(G, "return rate * g;")}`,
    5,
    "a rule is one function and nothing else",
  ],
  ["a syntax error", rule(G, "const u = g *;", "return rate * u;"), 2, "Expression expected."],
  ["a brace that is missing", rule(G, "return rate * g;").replace("}", ""), 2, "Unexpected end of text."],
  ["a parameter that is not lanes", rule("g: lanes,\n  rate: f32", "return rate * g;"), 2, "rate must be lanes"],
  ["a local that is not lanes", rule(G, "const u: f32 = g;", "return rate * u;"), 2, "u must be lanes"],
  [
    "a result that is not lanes",
    rule(G, "return rate * g;").replace("): lanes", "): f32"),
    1,
    "a rule returns lanes, what is added to the parameter",
  ],
  [
    "a parameter that may be left out",
    rule("g: lanes, rate: lanes = zero", "return rate * g;"),
    1,
    "rate must be given",
  ],
  ["a rest", rule("g: lanes, ...rate: lanes", "return rate * g;"), 1, "rate must be given"],
  [
    "another first parameter",
    rule("rate: lanes, g: lanes", "return rate * g;"),
    1,
    "a rule's first parameter is g, the gradient",
  ],
  ["no parameter", rule("", "return zero;"), 1, "a rule's first parameter is g, the gradient"],
  ["a decorator", `@inline\n${rule(G, "return rate * g;")}`, 1, "a rule is a plain function of lanes"],
];

describe.each([
  ["names", names],
  ["what is read", reads],
  ["statements", statements],
  ["expressions", expressions],
  ["shape", shapes],
] as const)("a rule is refused with file and line: %s", (_, cases) => {
  it.each(cases)("%s", (_mistake, source, line, message) => {
    expect(refusal(source)).toBe(`assembly/x.ts:${line}: ${message}`);
    expect(() => readRule("assembly/x.ts", source)).toThrow(RuleError);
  });
});

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

  it("only where its names hide nothing of the loops written for it", () => {
    const words = "sqrt(abs(min(m1, max(m1, select(g > zero, g, all(1))))))";
    const source = rule("g: lanes, m1: lanes, r1: lanes", "m1 += sign(g);", `return r1 * ${words};`);
    const read = readRule("assembly/x.ts", source);
    const places = { OWN: 8 };
    const written = `${writeAssembly(read)}\n${writeJavaScript(read, places)}`.replaceAll(/"[^"]*"|\/\/.*/g, "");
    const used = new Set(written.match(/(?<![\w.])[A-Za-z_$][\w$]*/g));
    for (const own of ["g", "m1", "r1"]) used.delete(own);
    expect(used.size).toBeGreaterThan(50);
    for (const each of used) {
      const hiding = rule("g: lanes, rate: lanes", `const ${each} = g;`, `return rate * ${each};`);
      expect(refusal(hiding), each).toMatch(
        /^assembly\/x\.ts:2: (the name .* is (taken|not a small letter)|Identifier expected|.*reserved)/,
      );
    }
  });
});

describe("the build", () => {
  const copy = mkdtempSync(join(tmpdir(), "optim-wasm-rules-"));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("ends with the line of the mistake and an exit code, and leaves what was built", () => {
    for (const each of ["assembly", "scripts", "asconfig.json", "transform.mjs", "package.json"]) {
      cpSync(join(root, each), join(copy, each), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
    cpSync(join(root, "build/f32"), join(copy, "build/f32"), { recursive: true });
    const file = join(copy, "assembly/momentum.ts");
    writeFileSync(file, readFileSync(file, "utf8").replace("return v;", "return w;"));

    const { status, stderr } = spawnSync(process.execPath, ["scripts/kernels.mjs"], { cwd: copy, encoding: "utf8" });
    expect(stderr).toBe("assembly/momentum.ts:3: unknown name w\n");
    expect(status).toBe(1);
    expect(readdirSync(join(copy, "build/f32"))).toEqual(readdirSync(join(root, "build/f32")));
  });
});
