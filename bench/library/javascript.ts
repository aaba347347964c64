import { catalog } from "../../test/catalog.js";
import { BANDWIDTH, bandwidth } from "../harness/bandwidth.js";
import { load } from "../harness/build.js";
import { named, type Contest, type Judged, type Section } from "../harness/case.js";
import { shapes } from "../harness/shapes.js";
import { NAMED, figure, perElement } from "../harness/text.js";
import { ALLOCATED, BY_NAME, CALLERS, NUMBERS, OTHERS, THREADS, candidatesOf } from "./candidates.js";

interface Threads {
  readonly ThreadPool: { start(options: { threads: number }): Promise<{ stop(): void }> };
}

/** The fastest JavaScript among the candidates, the ratios to it, and the bandwidth. */
function judge(contest: Contest): Judged {
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
        yield { ...named(row.name, shape), over: ALLOCATED, candidates: () => candidatesOf(build, row, shape, pool) };
      }
    }
    pool.stop();
  },
  judge,
  rivals: ({ figures }) => ({
    "the fastest JavaScript against allocated arrays": figures.ratioAllocated,
    "the fastest JavaScript against the caller's typed arrays": figures.ratioCaller,
    "loops over `number[]` against the caller's `number[]`": figures.ratioNumbers,
  }),
  tables: {
    javascript: {
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
    bandwidth: { columns: [...NAMED, ...BANDWIDTH], rows: ({ n }) => n >= 1000 },
    callers: {
      columns: [
        ...NAMED,
        ["allocated", perElement(ALLOCATED)],
        ["typed arrays", perElement(CALLERS)],
        ["over allocated", figure("callersTime")],
        ["number[]", perElement(NUMBERS)],
        ["number[] ×", figure("ratioNumbers")],
      ],
    },
    threads: {
      columns: [...NAMED, ["two threads ×", figure("ratioThreads")]],
      rows: ({ figures }) => "ratioThreads" in figures,
    },
  },
};
