import { catalog } from "../../test/catalog.js";
import { allocated, callers, load, type Build } from "../harness/build.js";
import { named, titleOf, type Asked, type Case, type Section } from "../harness/case.js";
import { run } from "../harness/bench.js";
import type { Block } from "../harness/measure.js";
import { array, plain, shapes, type Shape } from "../harness/shapes.js";
import { NAMED, perElement, written } from "../harness/text.js";

/** What a process of its own is asked: builds in the order in which they are imported and begin. */
export interface Order {
  readonly builds: readonly (readonly [side: "base" | "head", file: string])[];
  /** What is asked of the base's time over the head's where a case does not say more. */
  readonly least: number;
  /** Whether cases ask what they were made for; the least of all without. */
  readonly check: boolean;
  /** Names of cases; all of them without. */
  readonly exactly?: readonly string[];
  /** The arguments of every bench. */
  readonly given: readonly string[];
}

const FULL_OPTIONS = { emaDecay: 0.999, l2: 0.01, clipValue: 0.5, weightDecay: 0.01 };
const KERNELS = { what: "kernels, base's time over head's", least: 0.97 };
const LOOPS = { what: "js backend, base's time over head's", least: 0.97 };
const SIXTEEN = { what: "16 allocated elements, base's time over head's", least: 1.54 };
const SIZES = ["1e3", "1e5", "1e7"];

const order = JSON.parse(process.argv[2]) as Order;
const builds = new Map<string, Build>();
for (const [side, file] of order.builds) builds.set(side, await load(file));
const rows = catalog.filter((row) => [...builds.values()].every((build) => build.has(row)));

function* cases(): Iterable<Case> {
  for (const row of rows) {
    const of = (shape: Shape, way: string, asked: Omit<Asked, "value"> | undefined, block: (build: Build) => Block): Case => ({
      ...named(row, { ...shape, label: `${shape.label} ${way}` }),
      over: "head",
      candidates: () => Object.fromEntries([...builds].map(([side, build]) => [side, block(build)])),
      asked: { ...(order.check && asked !== undefined ? asked : { what: "base's time over head's", least: order.least }), of: "base" },
    });
    const on = (shape: Shape, options: object) => (build: Build) => allocated(build.create(row, options), shape).block;
    for (const shape of [...shapes, array("1e3", "f64"), array("1e7", "f64")]) {
      const asked = SIZES.includes(shape.label) ? KERNELS : undefined;
      yield of(shape, "allocated", shape.label === "16" && ["sgd", "adam"].includes(row.name) ? SIXTEEN : asked, on(shape, {}));
      if (asked === KERNELS) yield of(shape, "full", KERNELS, on(shape, FULL_OPTIONS));
      yield of(shape, "caller's", undefined, (build) => callers(build.create(row), shape));
    }
    for (const shape of ["1e3", "1e5"].flatMap((label) => [array(label), array(label, "f64")])) {
      yield of(shape, "js", LOOPS, on(shape, { backend: "js" }));
      const numbers = (build: Build) => callers(build.create(row, { backend: "js" }), shape, plain);
      if (shape.element === "f64") yield of(shape, "js number[]", LOOPS, numbers);
    }
  }
}

const compare: Section = {
  name: "compare",
  cases: () => [...cases()].filter((one) => order.exactly?.includes(titleOf(one)) ?? true),
  tables: [
    {
      title: "Between builds",
      text: "nanoseconds per element, and base's time over head's, median (quartiles): under 1 the head is slower",
      columns: [
        ...NAMED.slice(0, 2),
        ["            n, way", ({ label }) => label],
        ["base", perElement("base")],
        ["head", perElement("head")],
        ["   base over head", ({ ratios }) => written(ratios.base)],
      ],
    },
  ],
};

const WARM_UP = 20_000;

/** Shows the builds every optimizer, so that their code is in its final form when the first case is measured. */
for (const build of builds.values()) {
  for (const row of [...rows, ...rows]) {
    await allocated(build.create(row), shapes[0]).block(WARM_UP);
    await callers(build.create(row), shapes[0])(WARM_UP);
  }
}
await run(
  {
    name: "bench:compare",
    help: "",
    results: "compare",
    sections: [compare],
    full: { rounds: 31, warmup: 40, turn: 6, block: 0.2 },
    quick: { rounds: 9, warmup: 10, turn: 2, block: 0.2 },
  },
  order.given,
);
