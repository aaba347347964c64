import { expect, it } from "vitest";
import { writeAssembly } from "../../scripts/kernels/assembly.js";
import { writeModule } from "../../scripts/kernels/modules.js";
import { readRule } from "../../scripts/kernels/rule.js";
import { probe } from "../probe.js";
import { expectSameBits } from "../support.js";
import { G, refusal, rule } from "./rule.js";

/** Words that one of the languages knows in some places only, and what a loop might be thought to call its own. */
const WORDS = `abstract any as async auto bool boolean constructor count declare end f32 f64 float from get global i
  index is keyof lanes length load module namespace nan number object of override params readonly require set size slots
  store string symbol trace type undefined usize x`;

/** A rule whose slots are called so, each made of the one before. */
function ruleOf(names: readonly string[]): string {
  const parameters = ["g", "p", ...names, "rate"].map((each) => `${each}: lanes`);
  const statements = names.map((name, k) => `${name} = rate * ${name} + ${names[k - 1] ?? "p * g"};`);
  return rule(
    parameters.join(", "),
    ...statements,
    `const c = ${names[0]} > g;`,
    `p += select(c, ${names.at(-1)}, g);`,
  );
}

it("what the written loops call their own, no rule can; what it can call its own comes to the same bits", async () => {
  const read = readRule("assembly/x.ts", ruleOf(["m1", "v1"]));
  const written = `${writeAssembly(read)}\n${writeModule(read)}`.replaceAll(/"[^"]*"|\/\/.*/g, "");
  const used = new Set([...written.matchAll(/(?<![\w.])[A-Za-z_$][\w$]*/g)].map(([each]) => each));
  expect(used.size).toBeGreaterThan(50);
  const known = new Set([...used, ...WORDS.split(/\s+/)].filter((each) => !["c", "g", "p", "rate"].includes(each)));
  const refused = [...known].filter((each) => refusal(rule(G, `const ${each} = g;`, `return rate * ${each};`)) !== "");
  const taken = refused.filter((each) => /^[a-z][A-Za-z0-9]*(?<!At)$/.test(each));
  expect(taken.toSorted()).toEqual(
    // Words of the languages, and those that rules are written in.
    "abs all async const constructor export for function import let max min of override select sign sqrt true undefined usize v128 void zero".split(
      " ",
    ),
  );
  const free = [...known].filter((each) => !refused.includes(each));
  expect(free.length).toBeGreaterThan(50);

  const values = Array.from({ length: 24 }, (_, k) => ((k * 37) % 23) / 7 - 1.5);
  const given = { params: values, grads: values.toReversed(), slots: free.map(() => values), scalars: [0.3] };
  const [ways, plain] = await Promise.all(
    [free, free.map((_, k) => `s${k}`)].map((names) => probe("x", ruleOf(names))),
  );
  ways.forEach(({ title, run }, k) => {
    const [some, same] = [run(given), plain[k].run(given)];
    expectSameBits(some.params, same.params, title);
    some.slots.forEach((slot, at) => expectSameBits(slot, same.slots[at], `${title}: ${free[at]}`));
  });
}, 120_000);
