import { catalog } from "../../test/catalog.js";
import { BANDWIDTH, bandwidth } from "../harness/bandwidth.js";
import { load } from "../harness/build.js";
import { named, type Bound, type Contest, type Section } from "../harness/case.js";
import { MAP, shapes } from "../harness/shapes.js";
import { NAMED, figure, perElement } from "../harness/text.js";
import { ALLOCATED, BY_NAME, CALLERS, NUMBERS, OTHERS, THREADS, candidatesOf } from "./candidates.js";

interface Threads {
  readonly ThreadPool: { start(options: { threads: number }): Promise<{ stop(): void }> };
}

const CACHED = ["1e3", "1e4", "1e5"];
const faster = { what: "allocated, times as fast as the fastest JavaScript", of: "ratioAllocated" };
const simple = { ...faster, optimizers: ["sgd", "momentum"] };
const adam = { ...faster, optimizers: ["adam"] };
const byName = { what: "allocated, times as fast as the JavaScript map by name", of: "ratioByName" };
const threads = { what: "two threads, times as fast as one", of: "ratioThreads" };
const own = { what: "caller's arrays, time over allocated", of: "callersTime" };
const numbers = { what: "number[], times as fast as the fastest JavaScript on number[]", of: "ratioNumbers" };
const asked: readonly Bound[] = [
  { ...adam, at: [...CACHED, "1e6"], least: 6.3 },
  { ...adam, at: ["1e7"], least: 6 },
  { ...simple, at: CACHED, least: 10 },
  { ...simple, at: ["1e6"], least: 8.5 },
  { ...simple, at: ["1e7"], least: 4.8 },
  { ...byName, at: [MAP.label], least: 11 },
  { ...threads, at: ["1e5"], least: 1.75 },
  { ...threads, at: ["1e6"], least: 1.9 },
  { ...own, at: ["1e5"], most: 1.35 },
  { ...own, at: ["4e6"], most: 1.6 },
  { ...numbers, at: [...CACHED, "1e6", "4e6", "1e7", MAP.label], least: 1 },
];

/** The fastest JavaScript among the candidates, the ratios to it, and the bandwidth. */
function judge(contest: Contest): ReturnType<NonNullable<Section["judge"]>> {
  const { element, times } = contest;
  const js = Object.keys(times).filter((name) => !OTHERS.includes(name));
  // Beside float32, loops over `Float64Array` compute something else, faster.
  const single = js.filter((name) => element !== "f32" || !name.includes("Float64Array"));
  const fastest = (names: readonly string[]) => names.toSorted((a, b) => times[a].median - times[b].median)[0];
  const over = (name: string, ours: string) =>
    name in times && ours in times ? times[name].median / times[ours].median : undefined;
  const note = fastest(single);
  const figures = {
    ratioAllocated: over(note, ALLOCATED),
    ratioCaller: over(note, CALLERS),
    ratioFloat64: over(fastest(js.filter((name) => !single.includes(name))), ALLOCATED),
    ratioByName: over(fastest(single.filter((name) => name.endsWith(BY_NAME))), ALLOCATED),
    ratioNumbers: over(fastest(js.filter((name) => name.includes("number[]"))), NUMBERS),
    ratioThreads: over(ALLOCATED, THREADS),
    callersTime: over(CALLERS, ALLOCATED),
    ...bandwidth(contest, ALLOCATED),
  };
  return { note, figures };
}

export const againstJavaScript: Section = {
  name: "javascript",
  async *cases() {
    const { ThreadPool } = (await import(new URL("../../dist/threads.js", import.meta.url).href)) as Threads;
    const [build, pool] = [await load(), await ThreadPool.start({ threads: 2 })];
    for (const row of catalog) {
      for (const shape of shapes) {
        yield { ...named(row, shape), over: ALLOCATED, candidates: () => candidatesOf(build, row, shape, pool) };
      }
    }
    pool.stop();
  },
  judge,
  asked: asked.map((bound) => ({ ...bound, element: "f32" })),
  rivals: ({ figures }) => ({
    "the fastest JavaScript against allocated arrays": figures.ratioAllocated,
    "the fastest JavaScript against the caller's typed arrays": figures.ratioCaller,
    "loops over `number[]` against the caller's `number[]`": figures.ratioNumbers,
  }),
  tables: [
    {
      title: "Against pure JavaScript",
      text:
        "Nanoseconds per element on arrays from `allocate`, and how many times longer the fastest JavaScript takes: for " +
        "float32 of loops over `Float32Array` and `number[]`, beside it of loops over `Float64Array`. By name: the " +
        "fastest that goes through a map by name.",
      columns: [
        ...NAMED,
        ["ns", perElement(ALLOCATED)],
        ["allocated ×", figure("ratioAllocated")],
        ["caller's ×", figure("ratioCaller")],
        ["by name ×", figure("ratioByName")],
        ["Float64Array ×", figure("ratioFloat64")],
        ["fastest form", ({ note }) => note ?? ""],
      ],
    },
    {
      title: "Bandwidth",
      text:
        "GB/s of an update on allocated arrays, each array's reads and writes counted once, and its share of what copying " +
        "one half to the other of as many bytes reached in the same run (`set` of a typed array). Over 1: an update finds " +
        "in the cache the lines it writes; a copy first brings them there.",
      columns: [...NAMED, ...BANDWIDTH],
      rows: ({ n }) => n >= 1000,
    },
    {
      title: "The caller's own arrays",
      text:
        "Nanoseconds per element; typed arrays' time over that of allocated ones; and for a map of `number[]` how many " +
        "times longer the fastest JavaScript on `number[]` takes.",
      columns: [
        ...NAMED,
        ["allocated", perElement(ALLOCATED)],
        ["typed arrays", perElement(CALLERS)],
        ["over allocated", figure("callersTime")],
        ["number[]", perElement(NUMBERS)],
        ["number[] ×", figure("ratioNumbers")],
      ],
    },
    {
      title: "Two threads",
      text: "How many times as fast a pool of two threads is as one thread, allocated.",
      columns: [...NAMED, ["two threads ×", figure("ratioThreads")]],
      rows: ({ figures }) => "ratioThreads" in figures,
    },
  ],
};
