import { execFileSync } from "node:child_process";
import { allocated, load, rowOf, type Build, type Optimizer } from "../harness/build.js";
import { named, type Case, type Column, type Section } from "../harness/case.js";
import { whole } from "../harness/measure.js";
import { mapValues } from "../harness/records.js";
import { array, seededMap, type Shape } from "../harness/shapes.js";
import { OPTIMIZER, SIZE, perElement, written } from "../harness/text.js";
import { definitions } from "./rules.mjs";

type Rules = Readonly<Record<string, new (options?: object) => Optimizer>>;

const ENTRY = new URL("../../dist/define.js", import.meta.url).href;
const BUILT = "built-in";
const DEFINED = "defined";
/** What a step may be asked for, and the options that ask. */
const ASKED: Readonly<Record<string, object>> = {
  "weight decay": { weightDecay: 0.01 },
  "decay, clip": { weightDecay: 0.01, clipValue: 0.5 },
  "decay, clip, l2, average": { weightDecay: 0.01, clipValue: 0.5, l2: 0.01, emaDecay: 0.999 },
};

async function rules(): Promise<Rules> {
  const entry = (await import(ENTRY)) as { defineOptimizer(definition: object): Rules[string] };
  return mapValues(definitions(entry), (definition) => entry.defineOptimizer(definition));
}

/** One class of each kind on the same numbers, which must come to the same bits. */
function pair(build: Build, own: Rules, name: string, shape: Shape, options: object, label = shape.label): Case {
  const row = rowOf(name);
  requireSame(build, own, name, options);
  return {
    ...named(name, { ...shape, label }),
    over: DEFINED,
    candidates: () => ({
      [BUILT]: allocated(build.create(row, options), shape).block,
      [DEFINED]: allocated(new own[name](options), shape).block,
    }),
  };
}

function requireSame(build: Build, own: Rules, name: string, options: object): void {
  const ends = [build.create(rowOf(name), options), new own[name](options)].map((optimizer) => {
    const [params, grads] = [seededMap(array("1e3"), 1), seededMap(array("1e3"), 2)];
    for (let step = 0; step < 3; step++) optimizer.update(params, grads);
    return params.W0.join();
  });
  if (ends[0] !== ends[1]) throw new Error(`${name}, defined, has other bits than the class`);
}

const COLUMNS: readonly Column[] = [
  OPTIMIZER,
  SIZE,
  [BUILT, perElement(BUILT)],
  [DEFINED, perElement(DEFINED)],
  ["built-in's time over defined", ({ ratios }) => written(ratios[BUILT])],
];

export const defined: Section = {
  name: "defined",
  async *cases() {
    const [build, own] = [await load(), await rules()];
    for (const name of Object.keys(own))
      for (const label of ["1e3", "1e5", "1e7"]) yield pair(build, own, name, array(label), {});
  },
  rivals: ({ ratios }) => ({ "a defined rule against the class": ratios[BUILT].median }),
  tables: { defined: { columns: COLUMNS } },
};

export const woven: Section = {
  name: "woven",
  async *cases() {
    const [build, own] = [await load(), await rules()];
    for (const name of Object.keys(own))
      for (const [label, options] of Object.entries(ASKED)) yield pair(build, own, name, array("1e5"), options, label);
  },
  rivals: ({ ratios }) => ({ "a woven kernel against the class's": ratios[BUILT].median }),
  tables: { woven: { columns: COLUMNS } },
};

export const interpreted: Section = {
  name: "interpreted",
  async *cases() {
    const [build, own] = [await load(), await rules()];
    for (const name of Object.keys(own))
      for (const label of ["1e3", "1e5"]) yield pair(build, own, name, array(label), { backend: "js" });
  },
  tables: { interpreted: { columns: COLUMNS } },
};

/** What a fresh process takes, once all is imported, from a rule's text to the end of the first update, in nanoseconds. */
const first = (name: string, options: string) => () => {
  const program = `
    import * as entry from ${JSON.stringify(ENTRY)};
    import { definitions } from ${JSON.stringify(new URL("rules.mjs", import.meta.url).href)};
    const [params, grads] = [{ W: new Float32Array(100) }, { W: new Float32Array(100) }];
    const begin = process.hrtime.bigint();
    new (entry.defineOptimizer(definitions(entry).${name}))(${options}).update(params, grads);
    console.log(String(process.hrtime.bigint() - begin));`;
  return Number(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }));
};

export const cold: Section = {
  name: "cold",
  *cases() {
    for (const name of ["sgd", "lion", "adam"]) {
      const candidates = () => ({ assembled: first(name, ""), interpreted: first(name, '{ backend: "js" }') });
      yield { ...named(name, array("100")), over: "assembled", candidates };
    }
  },
  effort: whole(15),
  tables: {
    cold: {
      columns: [
        OPTIMIZER,
        ["ms assembled", ({ times }) => (times.assembled.median / 1e6).toFixed(1)],
        ["ms interpreted", ({ times }) => (times.interpreted.median / 1e6).toFixed(1)],
      ],
    },
  },
};
