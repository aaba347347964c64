import { catalog, type Row } from "../../test/catalog.js";
import { allocated, callers, load, type Build } from "../harness/build.js";
import { titleOf, type Asked, type Section } from "../harness/case.js";
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

/** One way to update, of either build. */
interface Way {
  readonly row: Row;
  readonly shape: Shape;
  readonly way: string;
  readonly block: (build: Build) => Block;
  readonly asked?: Pick<Asked, "what" | "least">;
}

const FULL_OPTIONS = { emaDecay: 0.999, l2: 0.01, clipValue: 0.5, weightDecay: 0.01 };
const KERNELS = { what: "kernels, base's time over head's", least: 0.97 };
const LOOPS = { what: "js backend, base's time over head's", least: 0.97 };
const SIXTEEN = { what: "16 allocated elements, base's time over head's", least: 1.54 };
const SIZES = ["1e3", "1e5", "1e7"];

function* ways(): Iterable<Way> {
  for (const row of catalog) {
    const on = (shape: Shape, way: string, options: object, asked?: Way["asked"]): Way => ({
      row,
      shape,
      way,
      asked,
      block: (build) => allocated(build.create(row, options), shape).block,
    });
    for (const shape of [...shapes, array("1e3", "f64"), array("1e7", "f64")]) {
      const few = shape.label === "16" && ["sgd", "adam"].includes(row.name);
      yield on(shape, "allocated", {}, few ? SIXTEEN : SIZES.includes(shape.label) ? KERNELS : undefined);
      if (SIZES.includes(shape.label)) yield on(shape, "full", FULL_OPTIONS, KERNELS);
      yield { row, shape, way: "caller's", block: (build) => callers(build.create(row), shape) };
    }
    for (const shape of ["1e3", "1e5"].flatMap((label) => [array(label), array(label, "f64")])) {
      yield on(shape, "js", { backend: "js" }, LOOPS);
      const block = (build: Build) => callers(build.create(row, { backend: "js" }), shape, plain);
      if (shape.element === "f64") yield { row, shape, way: "js number[]", block, asked: LOOPS };
    }
  }
}

function betweenBuilds(builds: Readonly<Record<string, Build>>, { exactly, least, check }: Order): Section {
  return {
    name: "compare",
    *cases() {
      for (const { row, shape, way, block, asked } of ways()) {
        const named = { optimizer: row.name, element: shape.element, label: `${shape.label} ${way}` };
        if (exactly?.includes(titleOf(named)) === false || !Object.values(builds).every((build) => build.has(row))) continue;
        const candidates = () => Object.fromEntries(Object.entries(builds).map(([side, build]) => [side, block(build)]));
        const bound = check && asked !== undefined ? asked : { what: "base's time over head's", least };
        yield { ...named, n: shape.tensors * shape.length, over: "head", candidates, asked: { ...bound, of: "base" } };
      }
    },
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
}

const WARM_UP = 20_000;

/** Shows a build every optimizer, so that its code is in its final form when the first case is measured. */
async function warmUp(build: Build): Promise<void> {
  for (const row of [...catalog, ...catalog].filter((one) => build.has(one))) {
    await allocated(build.create(row), shapes[0]).block(WARM_UP);
    await callers(build.create(row), shapes[0])(WARM_UP);
  }
}

const order = JSON.parse(process.argv[2]) as Order;
const builds: Record<string, Build> = {};
for (const [side, file] of order.builds) builds[side] = await load(file);
for (const build of Object.values(builds)) await warmUp(build);
await run(
  {
    name: "bench:compare",
    help: "",
    results: "compare",
    sections: [betweenBuilds(builds, order)],
    full: { rounds: 31, warmup: 40, turn: 6, block: 0.2 },
    quick: { rounds: 9, warmup: 10, turn: 2, block: 0.2 },
  },
  order.given,
);
