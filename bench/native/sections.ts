import { execFileSync } from "node:child_process";
import { catalog } from "../../test/catalog.js";
import { BANDWIDTH, COPY, bandwidth, footprint } from "../harness/bandwidth.js";
import { allocated, load, loadAnew } from "../harness/build.js";
import { medians, named, type Column, type Section } from "../harness/case.js";
import { kernelAlone, watchInstances } from "../harness/instances.js";
import { ratio } from "../harness/measure.js";
import { MAP, array, type Shape } from "../harness/shapes.js";
import { NAMED, OPTIMIZER, SIZE, perElement } from "../harness/text.js";
import { FLAGS, LABELS, compareBits, compiled, updatesInC } from "./compiled.js";
import { startTorch } from "./torch.js";

const [UPDATE, KERNEL] = ["wasm update", "wasm kernel"];
const shapes: readonly Shape[] = ["1e3", "1e4", "1e5", "1e6", "1e7"].map((label) => array(label));

/** What belongs to the results beside the times. */
export const about: Record<string, unknown> = {};

export const againstC: Section = {
  name: "c",
  async *cases() {
    watchInstances();
    const [build, libraries] = [await load(), compiled()];
    const [compiler] = execFileSync("gcc", ["--version"], { encoding: "utf8" }).split("\n");
    Object.assign(about, { compiler, flags: FLAGS });
    await compareBits(build, libraries);
    for (const row of catalog) {
      for (const shape of [...shapes, array("1e5", "f64")]) {
        const candidates = async () => {
          const anew = await loadAnew();
          const kernel = await kernelAlone(() => allocated(anew.create(row, { backend: "wasm" }), shape));
          const subject = allocated(build.create(row, { backend: "wasm" }), shape);
          const half = footprint(shape, row.slots.length) / 2;
          const [from, to] = [1, 2].map((value) => new Uint8Array(half).fill(value));
          const inC = libraries.map((library) => [library.label, updatesInC(library, row, shape.element, subject)]);
          return {
            [UPDATE]: subject.block,
            ...(kernel === undefined ? {} : { [KERNEL]: kernel }),
            ...Object.fromEntries(inC),
            [COPY]: (repeat: number) => libraries[0].copy(repeat, half, to, from),
          };
        };
        yield { ...named(row.name, shape), over: UPDATE, candidates };
      }
    }
  },
  judge(contest, taken) {
    const sets = LABELS.filter((set) => set in taken && KERNEL in taken);
    const kernels = sets.map((set) => [`kernel ${set}`, ratio(taken[set], taken[KERNEL]).median]);
    return { figures: { ...Object.fromEntries(kernels), ...bandwidth(contest, UPDATE) } };
  },
  rivals: ({ ratios }) => {
    const sets = LABELS.filter((set) => set in ratios);
    return Object.fromEntries(sets.map((set) => [`C with ${set}`, ratios[set].median]));
  },
  tables: { c: { columns: [...NAMED, ["ns per element", perElement(UPDATE)], ...LABELS.map(against), ...BANDWIDTH] } },
};

function against(set: string): Column {
  const text: Column[1] = ({ ratios, figures: { [`kernel ${set}`]: kernel } }) =>
    set in ratios ? ratios[set].median.toFixed(2) + (kernel === undefined ? "" : ` (${kernel.toFixed(2)})`) : "";
  return [set, text];
}

export const againstTorch: Section = {
  name: "torch",
  async *cases() {
    const torch = await startTorch(process.env.PYTHON ?? "python3");
    const { version, deepspeed, candidatesOf } = torch;
    Object.assign(about, { torch: { version, deepspeed } });
    console.log(`\nPyTorch ${version}; DeepSpeed ${deepspeed}`);
    if (candidatesOf === undefined) return;
    const build = await load();
    for (const row of catalog) {
      for (const shape of [...shapes, MAP]) {
        const ours = () => allocated(build.create(row, { backend: "wasm" }), shape).block;
        const candidates = async () => ({ [UPDATE]: ours(), ...(await candidatesOf(row.name, shape)) });
        yield { ...named(row.name, shape), over: UPDATE, candidates };
      }
    }
    torch.stop?.();
  },
  rivals: ({ ratios }) =>
    Object.fromEntries(Object.entries(medians(ratios)).map(([form, share]) => [`PyTorch, ${form}`, share])),
  tables: { torchForms: { columns: [OPTIMIZER, SIZE], everyone: true } },
};
