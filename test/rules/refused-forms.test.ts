import { describe, it } from "vitest";
import { expectRefused, G, M, rule, type Case } from "./rule.js";

const SIGNS = "is not expected here: a rule has + - * / < > and no other signs";
const END = "a rule ends with a return of its step, or assigns p, the parameter";
const INSIDE = "inside an expression: an assignment is a statement of its own";
const CHOICE = "what depends on a comparison is written select(a < b, x, y)";
const NOWHERE = "no line assigns it, and it is no scalar";
const ONCE = "a rule declares, assigns, and returns once, at its end";

const statements: readonly Case[] = [
  ["a missing return", rule(M, "m += g;", "m += rate;"), 3, END],
  ["a return of nothing", rule(M, "m += rate * g;", "return;"), 3, "the rule ends in the middle of an expression"],
  ["no body", "export function x(g: lanes, rate: lanes): lanes {}", 1, END],
  ["an early return", rule(M, "return rate * g;", "m += g;", "return m;"), 3, `m stands after the return: ${ONCE}`],
  ["a second return", rule(G, "return g;", "return rate * g;"), 3, `return stands after the return: ${ONCE}`],
  ["a call as statement", rule(G, "sqrt(g);", "return rate * g;"), 2, `sqrt(: ${ONCE}`],
  ["an if", rule(G, "const u = g;", "if (u > rate)", "  return u;", "return rate * g;"), 3, `if: ${CHOICE}`],
  ["a loop", rule(G, "while (g > rate) {}", "return rate * g;"), 2, `while (: ${ONCE}`],
  ["++ as statement", rule(M, "m++;", "return rate * m * g;"), 2, `m++: ${ONCE}`],
  ["++ in an expression", rule(M, "const u = m++;", "return rate * u * g;"), 2, `++ ${SIGNS}`],
  ["-- before a name", rule(M, "const u = --m;", "return rate * u * g;"), 2, `-- ${SIGNS}`],
  ["an assignment in an expression", rule(M, "const u = (m += g);", "return rate * u;"), 2, `+= ${INSIDE}`],
  ["an assignment in a return", rule(M, "const u = g;", "return rate * (m = u);"), 3, `= ${INSIDE}`],
  ["an assignment to no name", rule(M, "m[0] = g;", "return rate * m;"), 2, `m[: ${ONCE}`],
  ["an unknown assignment", rule(M, "m **= g;", "return rate * m;"), 2, `m **: ${ONCE}`],
];

const expressions: readonly Case[] = [
  ...["%", "&"].map((sign): Case => [
    `the sign ${sign}`,
    rule(G, "const u = g;", `return rate * (u ${sign} g);`),
    3,
    `${sign} ${SIGNS}`,
  ]),
  ...["<=", "=="].map((sign): Case => [
    `the sign ${sign}`,
    rule(G, "const u = g;", `return rate * (u ${sign} g);`),
    3,
    `${sign}: a rule compares by < and >`,
  ]),
  ...["&&", "||"].map((sign): Case => [
    `the sign ${sign}`,
    rule(G, "const u = g;", `return rate * (u ${sign} g);`),
    3,
    `${sign}: ${CHOICE}`,
  ]),
  [
    "the sign **",
    rule(G, "const u = g;", "return rate * (u ** g);"),
    3,
    "** is not the same on every engine: a square is x * x, a power of a scalar is computed in scalars",
  ],
  ...["!", "~", "+"].map((sign): Case => [
    `the sign ${sign} before a name`,
    rule(G, `return rate * ${sign}g;`),
    2,
    `${sign} ${SIGNS}`,
  ]),
  ["a bare number", rule(G, "const u = g * g;", "return rate * u * 0.5;"), 3, "a number is written all(0.5)"],
  ["a bare number as argument", rule(G, "return rate * max(g, 0);"), 2, "a number is written all(0)"],
  ["a choice by ?", rule(G, "return g > rate ? g : rate;"), 2, `?: ${CHOICE}`],
  ["too many arguments", rule(G, "return rate * sqrt(g, g);"), 2, "sqrt takes 1, got 2"],
  ["too few arguments", rule(G, "const u = g;", "return rate * min(u);"), 3, "min takes 2, got 1"],
  ["no arguments", rule(G, "return rate * g * all();"), 2, "all takes a number as written: all(0.5), -all(1)"],
  ["a type argument", rule(G, "return rate * sqrt<f32>(g);"), 2, `unknown name sqrt: ${NOWHERE}`],
  ...["g", "'1'", "0x10", "-1", "9007199254740993"].map((each): Case => [
    `all of ${each}`,
    rule(G, `return rate * g * all(${each});`),
    2,
    "all takes a number as written: all(0.5), -all(1)",
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
  ["a syntax error", rule(G, "const u = g *;", "return rate * u;"), 2, "the rule ends in the middle of an expression"],
  ["a brace that is missing", rule(G, "return rate * g;").replace("}", ""), 2, "} is missing before the end"],
  ["a parameter that is not lanes", rule("g: lanes,\n  rate: f32", "return rate * g;"), 2, "rate must be lanes"],
  ["a local that is not lanes", rule(G, "const u: f32 = g;", "return rate * u;"), 2, "lanes is missing before f32"],
  [
    "a result that is not lanes",
    rule(G, "return rate * g;").replace("): lanes", "): f32"),
    1,
    "a rule returns lanes, what is added to the parameter or, of a rule that takes p, what p becomes",
  ],
  [
    "a parameter that may be left out",
    rule("g: lanes, rate: lanes = zero", "return rate * g;"),
    1,
    "rate must be given",
  ],
  ["a parameter with ?", rule("g: lanes, rate?: lanes", "return rate * g;"), 1, "rate must be given"],
  [
    "types of its own",
    rule(G, "return rate * g;").replace("x(", "x<T>("),
    1,
    "a rule is a plain function of lanes, without types of its own",
  ],
  ["a comment that is never closed", `${rule(G, "return rate * g;")}/* end`, 4, "a comment is never closed"],
  ["a rest", rule("g: lanes, ...rate: lanes", "return rate * g;"), 1, "rate must be given"],
  [
    "another first parameter",
    rule("rate: lanes, g: lanes", "return rate * g;"),
    1,
    "a rule's first parameter is g, the gradient",
  ],
  ["no parameter", rule("", "return zero;"), 1, "a rule's first parameter is g, the gradient"],
  [
    "a decorator",
    `@inline\n${rule(G, "return rate * g;")}`,
    1,
    "a rule is a plain function of lanes, without decorators",
  ],
];

describe.each([
  ["statements", statements],
  ["expressions", expressions],
  ["shape", shapes],
] as const)("a rule is refused with file and line: %s", (_, cases) => {
  it.each(cases)("%s", (_mistake, source, line, message) => expectRefused(source, line, message));
});
