import { describe, it } from "vitest";
import { expectRefused, G, M, rule, type Case } from "./rule.js";

const names: readonly Case[] = [
  [
    "an unknown word",
    rule(G, "const u = g * g;", "return rate * clamp(u);"),
    3,
    "unknown word clamp: a rule has all, sqrt, abs, sign, min, max, select",
  ],
  [
    "a word of JavaScript",
    rule(G, "return rate * Math.sqrt(g);"),
    2,
    "Math. has nothing here: a rule has all, sqrt, abs, sign, min, max, select",
  ],
  [
    "a word that engines differ in",
    rule(G, "const u = g * g;", "return rate * cbrt(u);"),
    3,
    "cbrt is not the same on every engine: compute it in scalars",
  ],
  ["p after another", rule("g: lanes, m: lanes,\n  p: lanes", "return p - m * g;"), 2, "p stands second, after g"],
  ["p never read", rule("g: lanes, p: lanes, rate: lanes", "return rate * g;"), 1, "p is never read"],
  [
    "an unknown name",
    rule(G, "const u = g * g;", "return rate * w;"),
    3,
    "unknown name w: no line assigns it, and it is no scalar",
  ],
  [
    "an unknown name that is assigned",
    rule(G, "w += g;", "return rate * g;"),
    2,
    "unknown name w: no line assigns it, and it is no scalar",
  ],
  [
    "a name before its declaration",
    rule(G, "const u = w;", "const w = g;", "return rate * u * w;"),
    2,
    "unknown name w: no line assigns it, and it is no scalar",
  ],
  [
    "p, declared",
    rule(G, "const p = g;", "return rate * p;"),
    1,
    "p is the parameter: a rule takes it after g, or has no such name",
  ],
  ["the name of a word", rule("g: lanes, min: lanes", "return min * g;"), 1, "the name min is taken"],
  [
    "the name of a slot's place",
    rule("g: lanes, m: lanes, mAt: lanes", "m += g;", "return mAt * m;"),
    1,
    "the name mAt is not a small letter, then letters and digits, or ends in At",
  ],
  [
    "a word of the languages",
    rule("g: lanes, arguments: lanes", "return arguments * g;"),
    1,
    "the name arguments is a word of JavaScript or AssemblyScript",
  ],
  ["a name twice", rule(M, "const m = g;", "return rate * m;"), 2, "the name m is taken"],
  ["a parameter twice", rule("g: lanes, a: lanes,\n  a: lanes", "return a * g;"), 2, "the name a is taken"],
  [
    "a name that is not plain",
    rule("g: lanes, $r: lanes", "return $r * g;"),
    1,
    "the name $r is not a small letter, then letters and digits, or ends in At",
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
  [
    "a scalar never read",
    rule("g: lanes,\n  rate: lanes,\n  eps: lanes", "return rate * g;"),
    3,
    "eps, a scalar, is never read",
  ],
  ["a gradient never read", rule(G, "return rate;"), 1, "g, the gradient, is never read"],
  ["a local never read", rule(G, "const u = g;", "const w = u;", "return rate * u;"), 3, "w is never read"],
  ["a local never read again", rule(G, "let u = g;", "u += g;", "return rate * g;"), 3, "u is never read"],
  [
    "a local's first value never read",
    rule(G, "let u = g;", "u = rate;", "return u * g;"),
    2,
    "u is never read before it is assigned again",
  ],
  ["g assigned", rule(G, "g = g * g;", "return rate * g;"), 2, "g is the gradient: a rule does not assign it"],
  [
    "g changed",
    rule(G, "const u = g;", "g += u;", "return rate * g;"),
    3,
    "g is the gradient: a rule does not assign it",
  ],
  [
    "a const assigned",
    rule(G, "const u = g;", "u += g;", "return rate * u;"),
    3,
    "u is a const: a rule does not assign it",
  ],
  ["no scalar", rule("g: lanes", "return -g;"), 1, "a rule takes a scalar at least, its rate"],
];

describe.each([
  ["names", names],
  ["what is read", reads],
] as const)("a rule is refused with file and line: %s", (_, cases) => {
  it.each(cases)("%s", (_mistake, source, line, message) => expectRefused(source, line, message));
});
