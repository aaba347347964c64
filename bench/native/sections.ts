import { catalog } from "../../test/catalog.js";
import { allocated, load, rowOf } from "../harness/build.js";
import { medians, named, type Section } from "../harness/case.js";
import { ratio, significant, spread, timed } from "../harness/measure.js";
import { MAP, array, footprint, traffic, type Shape } from "../harness/shapes.js";
import { NAMED, figure, perElement } from "../harness/text.js";
import { FLAGS, compareBits, compiled, compiler, updatesInC } from "./compiled.js";
import { kernelAlone, watchInstances } from "./kernel.js";
import { startTorch } from "./torch.js";

const [UPDATE, KERNEL, COPY] = ["wasm update", "wasm kernel", "copy"];
const shapes: readonly Shape[] = [...["1e3", "1e4", "1e5", "1e6", "1e7"].map((label) => array(label)), array("1e5", "f64")];

/** What belongs to the results beside the times. */
export const about: Partial<Versions> = {};

interface Versions {
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly torch: { readonly version: string; readonly deepspeed: string };
}

export function note(results: object): string {
  const { compiler: c, torch } = results as Versions;
  return ` C is compiled by ${c}. PyTorch ${torch.version}, DeepSpeed ${torch.deepspeed}.`;
}

const judge: Section["judge"] = ({ optimizer, element, n, ratios }, taken) => {
  const [shape, slots] = [array(String(n), element as Shape["element"]), rowOf(optimizer).slots.length];
  const [ours, copied] = [traffic(shape, slots), footprint(shape, slots)];
  const kernels = KERNEL in taken ? Object.keys(ratios).map((set) => [`kernel ${set}`, ratio(taken[set], taken[KERNEL]).median]) : [];
  return {
    figures: {
      ...(Object.fromEntries(kernels) as Record<string, number>),
      gigabytesPerSecond: significant(ours / spread(taken[UPDATE]).median),
      copyGigabytesPerSecond: significant(copied / spread(taken[COPY]).median),
      copyShare: significant(ratio(taken[COPY], taken[UPDATE]).median * (ours / copied)),
    },
  };
};

const plain = (value: number) => value.toFixed(2);

export const againstC: Section = {
  name: "c",
  async *cases() {
    watchInstances();
    const [build, libraries] = [await load(), compiled()];
    Object.assign(about, { compiler: compiler(), flags: FLAGS });
    await compareBits(build, catalog, libraries);
    for (const row of catalog) {
      for (const shape of shapes) {
        const make = () => allocated(build.create(row, { backend: "wasm" }), shape);
        const candidates = async () => {
          const [subject, half] = [make(), footprint(shape, row.slots.length) / 2];
          const [from, to] = [1, 2].map((value) => new Uint8Array(half).fill(value));
          const kernel = await kernelAlone(make);
          return {
            [UPDATE]: subject.block,
            ...(kernel === undefined ? {} : { [KERNEL]: kernel }),
            ...Object.fromEntries(libraries.map((library) => [library.label, updatesInC(library, row, shape, subject)])),
            [COPY]: timed((repeat) => libraries[0].copy(repeat, half, to, from)),
          };
        };
        yield { ...named(row, shape), over: UPDATE, candidates };
      }
    }
  },
  judge,
  rivals({ ratios }) {
    const { [KERNEL]: _kernel, [COPY]: _copy, ...sets } = medians(ratios);
    return Object.fromEntries(Object.entries(sets).map(([set, share]) => [`C with ${set}`, share]));
  },
  tables: [
    {
      title: "Against C",
      text:
        "The same rules by gcc -O3 over the same memory; C's time over that of an update (of the kernel's call alone): 1 is as fast " +
        "as C. SSE2 has vectors as wide as WebAssembly's, AVX2 and AVX-512 wider ones. The last columns are the update's bandwidth and " +
        "its share of the run's own memcpy.",
      columns: [
        ...NAMED,
        ["ns per element", perElement(UPDATE)],
        ...["SSE2", "AVX2", "AVX-512"].map((set) => [set, against(set)] as const),
        ["GB/s", figure("gigabytesPerSecond", (value) => value.toFixed(0))],
        ["of copy", figure("copyShare", plain)],
      ],
    },
  ],
};

function against(set: string): (typeof NAMED)[number][1] {
  return ({ ratios, figures }) => {
    if (!(set in ratios)) return "";
    return plain(ratios[set].median) + (`kernel ${set}` in figures ? ` (${plain(figures[`kernel ${set}`])})` : "");
  };
}

export const againstTorch: Section = {
  name: "torch",
  async *cases() {
    const torch = await startTorch(process.env.PYTHON ?? "python3");
    const { version, deepspeed } = torch;
    Object.assign(about, { torch: { version, deepspeed } });
    console.log(`\nPyTorch ${version}; DeepSpeed ${deepspeed}`);
    if (torch.candidates === undefined) return;
    const build = await load();
    for (const row of catalog) {
      for (const shape of [...shapes.filter(({ element }) => element === "f32"), MAP]) {
        const ours = () => allocated(build.create(row, { backend: "wasm" }), shape).block;
        const candidates = async () => ({ [UPDATE]: ours(), ...(await torch.candidates?.(row.name, shape)) });
        yield { ...named(row, shape), over: UPDATE, candidates };
      }
    }
    torch.stop?.();
  },
  rivals: ({ ratios }) => Object.fromEntries(Object.entries(medians(ratios)).map(([form, share]) => [`PyTorch, ${form}`, share])),
  tables: [
    {
      title: "Against PyTorch",
      text: "PyTorch's forms, and DeepSpeed's CPUAdam: how many times longer than our update on one thread; above 1 we are faster.",
      columns: [["optimizer", ({ optimizer }) => optimizer], ["n", ({ label }) => label]],
      everyone: true,
    },
  ],
};
