import { beforeAll, describe, expect, it } from "vitest";
import { WORDS } from "../src/define/text.js";
import { probe, type Given, type Way } from "./probe.js";
import { expectSameBits, generator } from "./support.js";

type Round = (value: number) => number;

/** A sign or a word at work on x, a slot's old value, and y, the gradient; what it must give, by its definition. */
interface Use {
  readonly written: string;
  readonly gives: (x: number, y: number, round: Round) => number;
}

/** Neither divides nor takes a root: these loops are unrolled, and have a kernel for scale and decay. */
const light: readonly Use[] = [
  { written: "x += g", gives: (x, y, round) => round(x + y) },
  { written: "x -= g", gives: (x, y, round) => round(x - y) },
  { written: "x *= g", gives: (x, y, round) => round(x * y) },
  { written: "x = x + g", gives: (x, y, round) => round(x + y) },
  { written: "x = g - x", gives: (x, y, round) => round(y - x) },
  { written: "x = x * g", gives: (x, y, round) => round(x * y) },
  // A minus turns the sign, of 0 and −0 too; 0 − x does not.
  { written: "x = -x", gives: (x) => -x },
  { written: "x = zero - x", gives: (x) => 0 - x },
  { written: "x = x + -zero", gives: (x) => x },
  // 0 of −0.
  { written: "x = abs(x)", gives: (x) => (Object.is(x, -0) ? 0 : x < 0 ? -x : x) },
  // The second where it is less or greater; else the first, also where either is NaN, and of 0 and −0.
  { written: "x = min(x, g)", gives: (x, y) => (Number.isNaN(x) || Number.isNaN(y) || x <= y ? x : y) },
  { written: "x = max(x, g)", gives: (x, y) => (Number.isNaN(x) || Number.isNaN(y) || x >= y ? x : y) },
  // 0, never −0, of 0, −0 and NaN.
  { written: "x = sign(x)", gives: (x) => (x === 0 || Number.isNaN(x) ? 0 : Math.sign(x)) },
  // No comparison holds with a NaN; neither of 0 and −0 is less.
  { written: "x = select(x > g, x, g)", gives: (x, y) => (Number.isNaN(x) || Number.isNaN(y) || x <= y ? y : x) },
  { written: "const c = x > g;\n  x = select(c, g, x)", gives: (x, y) => (x > y ? y : x) },
  { written: "x = select(x < g, all(0.1), -zero)", gives: (x, y, round) => (x < y ? round(0.1) : -0) },
  { written: "x = select(g < x, all(16777217), all(1e-40))", gives: (x, y, round) => round(y < x ? 16777217 : 1e-40) },
];

const heavy: readonly Use[] = [
  { written: "x /= g", gives: (x, y, round) => round(x / y) },
  { written: "x = g / x", gives: (x, y, round) => round(y / x) },
  // √−0 is −0, of what is less it is NaN.
  { written: "x = sqrt(x)", gives: (x, _, round) => round(Math.sqrt(x)) },
  { written: "x = all(1) / (x * g)", gives: (x, y, round) => round(1 / round(x * y)) },
];

const ROUND = { 4: Math.fround, 8: (value: number) => value } as const;
/** The least and the greatest subnormal, the least normal, the greatest number, the one after 1. */
const EDGES = {
  4: [2 ** -149, 2 ** -126 - 2 ** -149, 2 ** -126, (2 - 2 ** -23) * 2 ** 127, 1 + 2 ** -23],
  8: [2 ** -1074, 2 ** -1022 - 2 ** -1074, 2 ** -1022, Number.MAX_VALUE, 1 + 2 ** -52],
} as const;
const ORDINARY = [1, 3, 0.1, 1 / 3, 12_345.678, 1e-7, 1e20, 1e-20];

function awkward(element: 4 | 8): number[] {
  const numbers = [0, Infinity, ...EDGES[element], ...ORDINARY].map(ROUND[element]);
  return [NaN, ...numbers, ...numbers.map((value) => -value)];
}

/** Every pair of awkward values. */
function pairs(element: 4 | 8): { x: number[]; y: number[] } {
  const values = awkward(element);
  return { x: values.flatMap((x) => values.map(() => x)), y: values.flatMap(() => values) };
}

/** A rule with a slot for each use, and the sum of all of them as its step. */
function ruleOf(name: string, uses: readonly Use[]): string {
  const slots = uses.map((_, k) => `x${k}`);
  const statements = uses.map(({ written }, k) => `  ${written.replaceAll(/\bx\b/g, `x${k}`)};`);
  return `export function ${name}(g: lanes, ${slots.map((slot) => `${slot}: lanes`).join(", ")}, rate: lanes): lanes {
${statements.join("\n")}
  return rate * (${slots.join(" + ")});
}
`;
}

describe.each([
  ["light", light],
  ["heavy", heavy],
] as const)("signs and words, %s", (name, uses) => {
  const rate = { 4: Math.fround(0.3), 8: 0.3 };
  const given = { 4: pairs(4), 8: pairs(8) };
  let ways: (Way & { after: ReturnType<Way["run"]> })[] = [];
  beforeAll(async () => {
    ways = (await probe(name, ruleOf(name, uses))).map((way) => {
      const { x, y } = given[way.element];
      const slots = uses.map(() => x);
      return { ...way, after: way.run({ params: y, grads: y, slots, scalars: [rate[way.element]] }) };
    });
  }, 60_000);

  it("run in every way there is", () => {
    const kernels = name === "light" ? ["plain", "scaled", "full"] : ["plain", "full"];
    const titles = ["f32", "f64"].flatMap((type) => kernels.map((kernel) => `wasm ${kernel} ${type}`));
    expect(ways.map(({ title }) => title)).toEqual([...titles, "js single f32", "js double f64", "js list f64"]);
  });

  it.each(uses.map(({ written }, k) => [written, k] as const))("%s gives what its definition says", (_, k) => {
    for (const { title, element, after } of ways) {
      const { x, y } = given[element];
      const wanted = x.map((value, i) => uses[k].gives(value, y[i], ROUND[element]));
      const i = wanted.findIndex((value, at) => !Object.is(value, after.slots[k][at]));
      expectSameBits(after.slots[k], wanted, `${title} of x ${x[i]}, g ${y[i]}`);
    }
  });

  it("the step is added to the parameter as it is", () => {
    for (const { title, element, after } of ways) {
      const round: Round = ROUND[element];
      const { x, y } = given[element];
      const wanted = x.map((value, i) => {
        const sum = uses.map(({ gives }) => gives(value, y[i], round)).reduce((a, b) => round(a + b));
        return round(y[i] + round(rate[element] * sum));
      });
      expectSameBits(after.params, wanted, title);
      expect(wanted.filter(Number.isFinite).length).toBeGreaterThan(wanted.length / 10);
    }
  });
});

it("every word and every sign of a rule is used above", () => {
  const written = [...light, ...heavy].map((use) => use.written).join("\n");
  for (const word of ["all", ...Object.keys(WORDS)]) expect(written).toContain(`${word}(`);
  for (const sign of [" + ", " - ", " * ", " / ", " < ", " > ", "= -", " += ", " -= ", " *= ", " /= ", "zero"]) {
    expect(written).toContain(sign);
  }
});

/** An expression: how it is written, how tightly that holds together, and its value. */
interface Tree {
  readonly text: string;
  readonly level: number;
  readonly value: (names: Readonly<Record<string, number>>, round: Round) => number;
}

const [SUM, PRODUCT, UNARY, WHOLE] = [1, 2, 3, 4];

/** A random one, with no more parentheses than it needs. */
function tree(depth: number, random: () => number, names: readonly string[], divides: boolean): Tree {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)];
  const part = (): Tree => tree(depth - 1, random, names, divides);
  const within = ({ text, level }: Tree, least: number): string => (level < least ? `(${text})` : text);
  if (depth === 0) {
    const name = pick(names);
    return { text: name, level: WHOLE, value: (of) => of[name] };
  }
  const [a, b, c, d] = [part(), part(), part(), part()];
  const binary = (sign: string, level: number, of: (x: number, y: number) => number): Tree => ({
    text: `${within(a, level)} ${sign} ${within(b, level + 1)}`,
    level,
    value: (given, round) => round(of(a.value(given, round), b.value(given, round))),
  });
  const choices: readonly (() => Tree)[] = [
    () => binary("+", SUM, (x, y) => x + y),
    () => binary("-", SUM, (x, y) => x - y),
    () => binary("*", PRODUCT, (x, y) => x * y),
    () => ({ text: `-${within(a, WHOLE)}`, level: UNARY, value: (of, round) => -a.value(of, round) }),
    () => ({ text: `sign(${a.text})`, level: WHOLE, value: (of, round) => Math.sign(a.value(of, round)) + 0 || 0 }),
    () => ({ text: `abs(${a.text})`, level: WHOLE, value: (of, round) => Math.abs(a.value(of, round)) }),
    () => ({
      text: `select(${a.text} < ${b.text}, ${c.text}, ${d.text})`,
      level: WHOLE,
      value: (of, round) => (a.value(of, round) < b.value(of, round) ? c : d).value(of, round),
    }),
    () => ({
      text: `max(${a.text}, ${b.text})`,
      level: WHOLE,
      value: (of, round) => (a.value(of, round) < b.value(of, round) ? b : a).value(of, round),
    }),
    ...(divides
      ? [
          () => binary("/", PRODUCT, (x, y) => x / y),
          (): Tree => ({
            text: `sqrt(${a.text})`,
            level: WHOLE,
            value: (of, round) => round(Math.sqrt(a.value(of, round))),
          }),
        ]
      : []),
  ];
  return pick(choices)();
}

it.each([
  ["shallow", false],
  ["deep", true],
] as const)("expressions have the bits of their trees in AssemblyScript and JavaScript: %s", async (name, divides) => {
  const random = generator(divides ? 7 : 11);
  const trees = Array.from({ length: 12 }, (_, k) => tree(1 + (k % 3), random, ["g", `s${k}`, "a", "b"], divides));
  const slots = trees.map((_, k) => `s${k}`);
  const parameters = ["g", ...slots, "a", "b"].map((each) => `${each}: lanes`);
  const source = `export function ${name}(${parameters.join(", ")}): lanes {
${trees.map(({ text }, k) => `  s${k} += a * (${text});`).join("\n")}
  return g + b * (${slots.join(" + ")});
}
`;
  for (const { title, element, run } of await probe(name, source)) {
    const round: Round = ROUND[element];
    const values = [...awkward(element), ...Array.from({ length: 200 }, () => round(8 * random() - 4))];
    const mixed = (): number[] => values.map(() => values[Math.floor(random() * values.length)]);
    const [a, b] = [round(0.7), round(-1.3)];
    const given: Given = { params: mixed(), grads: mixed(), slots: slots.map(mixed), scalars: [a, b] };
    const { slots: after } = run(given);
    trees.forEach(({ text, value }, k) => {
      const wanted = given.slots[k].map((s, i) => {
        const names = { g: given.grads[i], [`s${k}`]: s, a, b };
        return round(s + round(a * value(names, round)));
      });
      expectSameBits(after[k], wanted, `${title}: ${text}`);
      expect(wanted.filter(Number.isFinite).length, text).toBeGreaterThan(wanted.length / 3);
    });
  }
});
