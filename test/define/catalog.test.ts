import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { defineOptimizer } from "../../src/define/index.js";
import { sparseRows, type Optimizer } from "../../src/index.js";
import { internals } from "../../src/internals.js";
import type { Rule } from "../../src/rule.js";
import { ThreadPool } from "../../src/threads/pool.js";
import { elementwise, type Row } from "../catalog.js";
import { expectSameMaps, generator, seedOf } from "../support.js";
import { expectSameRun, Training, type Plan } from "../training.js";
import { pairwise } from "./pairwise.js";
import { ruleFiles, type RuleFile } from "./rule-files.js";

/** What each class of the library is made of, by its title. */
const rules = vi.hoisted(() => new Map<string, Rule>());
vi.mock("../../src/optimizer.js", async (original) => {
  const module = await original<typeof import("../../src/optimizer.js")>();
  const optimizer = (rule: Rule): unknown => {
    if (!rules.has(rule.title)) rules.set(rule.title, rule);
    return module.optimizer(rule as never);
  };
  return { ...module, optimizer };
});

type Options = Parameters<Row["create"]>[0];
type Class = new (options: Options) => Optimizer;

const classes = new Map<RuleFile, Map<string, Class>>();

/** The row of a class that is defined from the text of the rule file that the row's own class takes for these options. */
function definedFrom(row: Row): Row {
  return {
    ...row,
    create(options) {
      const { title, kernels, hyper } = row.create(options)[internals];
      const file = ruleFiles.find((each) => each.kernels.wasm === kernels.wasm);
      if (!file) throw new Error(`no rule file has the kernels of ${row.name}`);
      const ofFile = classes.get(file) ?? new Map<string, Class>();
      classes.set(file, ofFile);
      const Defined = ofFile.get(title) ?? classOf(file, rules.get(title) as Rule);
      ofFile.set(title, Defined);
      return new Defined(hyper.given[0] as Options);
    },
  };
}

function classOf(
  { body, scalars: names }: RuleFile,
  { title, options, scalars, initial, carried, carry }: Rule,
): Class {
  return defineOptimizer({
    title,
    options: options as { lr: { default: number; min: number } },
    rule: body,
    scalars(settled, t, before) {
      const all = scalars(settled as never, t, before);
      return Object.fromEntries(names.map((name) => [name, all[name]]));
    },
    slots: Object.fromEntries(
      Object.entries(initial ?? {}).map(([slot, begin]) => [slot, { initial: begin as never }]),
    ),
    carried,
    carry: carry as never,
  }) as unknown as Class;
}

/** Every class in every form that has another rule or other scalars. */
const forms = elementwise.flatMap((row) =>
  [undefined, ...row.variants.keys()].map((form) => ({
    title: `${row.name} ${form === undefined ? "" : JSON.stringify(row.variants[form])}`,
    row,
    form: form ?? -1,
  })),
);

const FACTORS = {
  weightDecay: [undefined, 0.1],
  l2: [undefined, 0.2],
  clipValue: [undefined, 0.5],
  maximize: [undefined, true],
  clipNorm: [undefined, 1],
  emaDecay: [undefined, 0.9],
  accumulate: [undefined, 2],
  nonFinite: [undefined, "skip"],
  groups: ["none", "list", "RegExp"],
  scaled: [false, true],
  awkward: [false, true],
  place: ["wasm", "js", "threads"],
  arrays: ["allocated", "the caller's", "mixed"],
  kind: ["Float32Array", "Float64Array", "number[]", "number", "each"],
  saved: ["never", "before allocate", "after allocate"],
} as const;

/** Threads take part in large maps that were allocated. */
const cases = pairwise(
  FACTORS,
  ({ place, arrays, kind }) => place !== "threads" || (arrays === "allocated" && kind.endsWith("Array")),
  seedOf(),
);
const STEPS = 60;
/** Above the 32 KiB from which on threads are worth their while. */
const LONG = { Float32Array: 9_000, Float64Array: 4_500 };

let pool: ThreadPool;
beforeAll(async () => void (pool = await ThreadPool.start({ threads: 2 })));
afterAll(() => pool.stop());

it(`each two values of the options are together in one of the cases (SEED=${seedOf()})`, () => {
  for (const [a, ofA] of Object.entries(FACTORS))
    for (const [b, ofB] of Object.entries(FACTORS)) {
      if (a === b || a === "place" || b === "place") continue;
      for (const x of ofA)
        for (const y of ofB)
          expect(
            cases.some((each) => (each as never)[a] === x && (each as never)[b] === y),
            `${a} ${x} with ${b} ${y}`,
          ).toBe(true);
    }
  expect(new Set(cases.map(({ place, saved }) => place + saved)).size).toBe(9);
});

it("every rule file is some class's, in some form", () => {
  const taken = new Set(forms.map(({ row, form }) => row.create(row.variants[form])[internals].kernels.wasm));
  expect(ruleFiles.filter(({ kernels }) => !taken.has(kernels.wasm))).toEqual([]);
});

describe.each(forms)("$title, defined from its rule's text", ({ row, form }) => {
  it(`has the bits of its class over ${STEPS} steps, whatever is asked for, and through a file in the middle`, () => {
    const defined = definedFrom(row);
    cases.forEach((each, k) => {
      const plan = planOf(each, form, k);
      const place = each.place === "threads" ? { pool } : { backend: each.place };
      const ours = new Training(row, plan, place).goOn(0, STEPS / 2);
      let theirs = new Training(defined, plan, place).goOn(0, STEPS / 2);
      const where = JSON.stringify(each);
      if (each.saved !== "never") {
        // Each takes what the other has written.
        const file = save(k % 2 ? ours.optimizer : theirs.optimizer);
        const from = {
          params: theirs.params,
          load: (optimizer: Optimizer) => load(optimizer, file),
          before: each.saved === "before allocate",
        };
        theirs = new Training(defined, plan, place, from);
        expectSameRun(theirs, ours, `${where}, loaded`);
      }
      expectSameRun(theirs.goOn(STEPS / 2, STEPS), ours.goOn(STEPS / 2, STEPS), where);
    });
  });

  it.each(["wasm", "js"] as const)("has the bits of its class on rows of a table (%s)", (backend) => {
    for (const shared of [{}, { weightDecay: 0.1, l2: 0.2, clipValue: 0.5, emaDecay: 0.9 }, { clipNorm: 1 }])
      for (const Floats of [Float32Array, Float64Array]) {
        const options = { ...row.variants[form], ...shared, backend };
        const [ours, theirs] = [row, definedFrom(row)].map(({ create }) => stepRows(create(options), Floats));
        const where = `${Floats.name} ${JSON.stringify(shared)}`;
        expectSameMaps({ ...theirs.params }, { ...ours.params }, where);
        for (const slot of Object.keys(ours.state)) expectSameMaps(theirs.state[slot], ours.state[slot], where + slot);
      }
  });
});

function planOf(each: (typeof cases)[number], form: number, k: number): Plan {
  const { groups, scaled, awkward, place, arrays, kind, saved: _, ...shared } = each;
  const given = Object.entries(shared).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const kinds = kind === "each" ? (["Float32Array", "number[]", "number", "Float64Array"] as const) : [kind, kind];
  return {
    kinds: kinds.map((one, at) => ({
      kind: one,
      length: place === "threads" && at === 0 ? LONG[one as keyof typeof LONG] : 5 + 14 * at,
    })),
    arrays,
    options: Object.fromEntries(given),
    groups: groups === "none" ? [] : [{ match: groups, at: 1, options: { lr: { from: 0.05 }, l2: 0.1 } }],
    form,
    awkward,
    parts: k % 3 === 0,
    scaled,
    resetLr: 20,
    seed: seedOf() + k,
  };
}

/** Some rows of a table at each step, beside a parameter that moves as a whole. */
function stepRows(optimizer: Optimizer, Floats: typeof Float32Array | typeof Float64Array) {
  const random = generator(seedOf());
  const numbers = (length: number) => new Floats(length).map(() => random() * 4 - 2) as Float32Array;
  const { params } = optimizer.allocate({ table: numbers(7 * 5), b: numbers(3) });
  for (let step = 0; step < STEPS; step++) {
    const rows = Array.from({ length: 3 }, () => Math.floor(random() * 7));
    optimizer.update(params, { table: sparseRows(rows, numbers(15)), b: numbers(3) });
  }
  return { params, state: optimizer.state };
}
