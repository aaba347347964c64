import { catalog } from "../../test/catalog.js";
import { load, rowOf } from "../harness/build.js";
import { named, type Contest, type Section } from "../harness/case.js";
import { significant } from "../harness/measure.js";
import { array, footprint, shapes, traffic, type Shape } from "../harness/shapes.js";
import { NAMED, figure, perElement } from "../harness/text.js";
import { askedOf } from "./asked.js";
import { ALLOCATED, BY_NAME, CALLERS, COPY, NUMBERS, OTHERS, THREADS, candidatesOf } from "./candidates.js";

interface Threads {
  readonly ThreadPool: { start(options: { threads: number }): Promise<{ stop(): void }> };
}

/** The fastest JavaScript among the candidates, the ratios to it, and the bandwidth. */
function judge({ optimizer, element, times, n }: Contest): Pick<Contest, "note" | "figures"> {
  const js = Object.keys(times).filter((name) => !OTHERS.includes(name));
  const single = js.filter((name) => element !== "f32" || !name.includes("Float64Array"));
  const fastest = (names: readonly string[]) => names.toSorted((a, b) => times[a].median - times[b].median)[0];
  const against = (name: string, ours: string) =>
    name in times && ours in times ? times[name].median / times[ours].median : undefined;
  const shape = array(String(n), element as Shape["element"]);
  const slots = rowOf(optimizer).slots.length;
  const [bandwidth, copied] = [traffic(shape, slots) / times[ALLOCATED].median, footprint(shape, slots) / times[COPY].median];
  const note = fastest(single);
  const all = {
    ratioAllocated: against(note, ALLOCATED),
    ratioCaller: against(note, CALLERS),
    // Loops over `Float64Array` compute something else, faster.
    ratioFloat64: against(fastest(js.filter((name) => !single.includes(name))), ALLOCATED),
    ratioByName: against(fastest(single.filter((name) => name.endsWith(BY_NAME))), ALLOCATED),
    ratioNumbers: against(fastest(js.filter((name) => name.includes("number[]"))), NUMBERS),
    ratioThreads: against(ALLOCATED, THREADS),
    callersTime: against(CALLERS, ALLOCATED),
    gigabytesPerSecond: bandwidth,
    copyGigabytesPerSecond: copied,
    copyShare: bandwidth / copied,
  };
  const found = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, significant(value)]]));
  const figures = Object.fromEntries(found) as Contest["figures"];
  return { note, figures };
}

const whole = (value: number) => value.toFixed(0);

export const againstJavaScript: Section = {
  name: "javascript",
  async *cases() {
    const threads = new URL("../../dist/threads.js", import.meta.url);
    const { ThreadPool } = (await import(threads.href)) as Threads;
    const [build, pool] = [await load(), await ThreadPool.start({ threads: 2 })];
    for (const row of catalog) {
      for (const shape of shapes) {
        yield { ...named(row, shape), over: ALLOCATED, candidates: () => candidatesOf(build, row, shape, pool) };
      }
    }
    pool.stop();
  },
  judge(contest) {
    const judged = judge(contest);
    return { ...judged, asked: askedOf(contest, judged.figures) };
  },
  rivals: ({ figures }) => ({
    "the fastest JavaScript against allocated arrays": figures.ratioAllocated,
    "the fastest JavaScript against the caller's typed arrays": figures.ratioCaller,
    "loops over `number[]` against the caller's `number[]`": figures.ratioNumbers,
  }),
  tables: [
    {
      title: "Against pure JavaScript",
      text:
        "Nanoseconds per element on arrays from `allocate`, and how many times longer the fastest JavaScript takes: for float32 " +
        "of loops over `Float32Array` and `number[]`, beside it of loops over `Float64Array`. By name: the fastest that goes " +
        "through a map by name.",
      columns: [
        ...NAMED,
        ["ns", perElement(ALLOCATED)],
        ["allocated ×", figure("ratioAllocated")],
        ["caller's ×", figure("ratioCaller")],
        ["by name ×", figure("ratioByName")],
        ["Float64Array ×", figure("ratioFloat64")],
        ["fastest form", ({ note }: Contest) => note ?? ""],
      ],
    },
    {
      title: "Bandwidth",
      text:
        "GB/s of an update on allocated arrays, each array's reads and writes counted once, and its share of what copying one " +
        "half to the other of as many bytes reached in the same run (`set` of a typed array). Over 1: an update finds in the " +
        "cache the lines it writes; a copy first brings them there.",
      columns: [
        ...NAMED,
        ["GB/s", figure("gigabytesPerSecond", whole)],
        ["copy's GB/s", figure("copyGigabytesPerSecond", whole)],
        ["share", figure("copyShare", (value) => value.toFixed(2))],
      ],
      rows: ({ n }) => n >= 1000,
    },
    {
      title: "The caller's own arrays",
      text:
        "Nanoseconds per element; typed arrays' time over that of allocated ones; and for a map of `number[]` how many times " +
        "longer the fastest JavaScript on `number[]` takes.",
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
