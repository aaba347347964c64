import { catalog } from "../../test/catalog.js";
import { run } from "../harness/bench.js";
import { allocated, callers, load, type Build } from "../harness/build.js";
import { named, titleOf, type Case, type Section } from "../harness/case.js";
import type { Block } from "../harness/measure.js";
import { mapValues } from "../harness/records.js";
import { array, shapes, type Shape } from "../harness/shapes.js";
import { NAMED, perElement, written } from "../harness/text.js";
import { plain } from "../library/candidates.js";

/** What a process of its own is asked: builds in the order in which they are imported and begin. */
export interface Order {
  readonly builds: readonly (readonly [side: "base" | "head", file: string])[];
  /** What is asked of the base's time over the head's. */
  readonly least: number;
  /** Names of cases; all of them without. */
  readonly exactly?: readonly string[];
  /** The arguments of every bench. */
  readonly given: readonly string[];
}

const FULL_OPTIONS = { emaDecay: 0.999, l2: 0.01, clipValue: 0.5, weightDecay: 0.01 };
const order = JSON.parse(process.argv[2]) as Order;
const asked = [{ what: "base's time over head's", of: "base", least: order.least }];
const builds: Record<string, Build> = {};
for (const [side, file] of order.builds) builds[side] = await load(file);
const rows = catalog.filter((row) => Object.values(builds).every((build) => build.has(row)));

function* cases(): Iterable<Case> {
  for (const row of rows) {
    const of = (shape: Shape, way: string, block: (build: Build) => Block): Case => {
      const one = named(row.name, { ...shape, label: `${shape.label} ${way}` });
      return { ...one, over: "head", candidates: () => mapValues(builds, block), asked };
    };
    const on = (shape: Shape, options: object) => (build: Build) => allocated(build.create(row, options), shape).block;
    for (const shape of [...shapes, array("1e3", "f64"), array("1e7", "f64")]) {
      yield of(shape, "allocated", on(shape, {}));
      if (["1e3", "1e5", "1e7"].includes(shape.label)) yield of(shape, "full", on(shape, FULL_OPTIONS));
      yield of(shape, "caller's", (build) => callers(build.create(row), shape));
    }
    for (const shape of ["1e3", "1e5"].flatMap((label) => [array(label), array(label, "f64")])) {
      yield of(shape, "js", on(shape, { backend: "js" }));
      const numbers = (build: Build) => callers(build.create(row, { backend: "js" }), shape, plain);
      if (shape.element === "f64") yield of(shape, "js number[]", numbers);
    }
  }
}

const compare: Section = {
  name: "compare",
  cases: () => [...cases()].filter((one) => order.exactly?.includes(titleOf(one)) ?? true),
  tables: {
    compare: {
      columns: [
        ...NAMED.slice(0, 2),
        ["            n, way", ({ label }) => label],
        ["base", perElement("base")],
        ["head", perElement("head")],
        ["   base over head", ({ ratios }) => written(ratios.base)],
      ],
    },
  },
};

/** Shows the builds every optimizer, so that their code is in its final form when the first case is measured. */
for (const build of Object.values(builds)) {
  for (const row of [...rows, ...rows]) {
    await allocated(build.create(row), shapes[0]).block(20_000);
    await callers(build.create(row), shapes[0])(20_000);
  }
}
const full = { rounds: 31, warmup: 40, turn: 6, block: 0.2 };
const quick = { rounds: 9, warmup: 10, turn: 2, block: 0.2 };
await run({ name: "bench:compare", help: "", results: "compare", sections: [compare], full, quick }, order.given);
