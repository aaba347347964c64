import { readFileSync } from "node:fs";
import { compileString } from "assemblyscript/asc";
import { allocated, load, rowOf, type Build, type Subject } from "../harness/build.js";
import { named, type Section } from "../harness/case.js";
import { memoryOf, watchInstances } from "../harness/instances.js";
import { repeated } from "../harness/isolate.js";
import { mapValues } from "../harness/records.js";
import { array, seededMap, type FloatMap, type Floats, type Shape } from "../harness/shapes.js";
import { SIZE, figure, perElement } from "../harness/text.js";

const WAYS = ["fused", "separate passes", "separate passes, norm in float32", "plain update"];
const [FUSED, SEPARATE, SINGLE, PLAIN] = WAYS;
/** Far below the gradients' norm, about 0.7·√n: every update scales. */
const CLIP_NORM = 1;
const DECAY = 0.999;
/** Updates of each way before the first size: V8 was seen to take 100 ms and more until its code was final. */
const WARM_UP = 50_000;
/** The order of the norm's sums may differ by a rounding, which later operations spread. */
const ULPS = 4;

/** Positions are in bytes, counts in elements. */
type Passes = Readonly<Record<"squares" | "squares_single" | "scale" | "average", (...values: number[]) => number>>;
type PassesOn = (floats: Float32Array) => Passes;
type Way = Subject & { readonly averages: () => Floats };

let units = Number.NaN;

export const training: Section = {
  name: "training",
  async *cases() {
    watchInstances();
    const passes = await compilePasses();
    const build = await load();
    const ways = (shape: Shape) => waysOf(build, shape, passes);
    units = await distance(ways(array("1003")));
    if (!(units <= ULPS)) process.exitCode = 1;
    for (const { block } of Object.values(ways(array("1e3")))) await block(WARM_UP);
    for (const shape of ["1e3", "1e5", "1e6", "1e7"].map((label) => array(label))) {
      const candidates = () => mapValues(ways(shape), ({ block }) => block);
      yield { ...named("adam", shape), over: FUSED, candidates };
    }
  },
  judge: () => ({ figures: { units } }),
  rivals: ({ ratios }) => Object.fromEntries([SEPARATE, SINGLE].map((name) => [name, ratios[name].median])),
  tables: {
    training: {
      columns: [SIZE, ["ns per element", perElement(FUSED)], ["units apart", figure("units", String)]],
      everyone: true,
    },
  },
};

function waysOf(build: Build, shape: Shape, passes: PassesOn): Record<string, Way> {
  const options = [{ clipNorm: CLIP_NORM, emaDecay: DECAY }, {}];
  const create = (own: object) => build.create(rowOf("adam"), { backend: "wasm", ...own });
  const [fused, plain] = options.map((own) => allocated(create(own), shape));
  return {
    [FUSED]: { ...fused, averages: () => fused.optimizer.ema.W0 },
    [SEPARATE]: separate(build, shape, passes, "squares"),
    [SINGLE]: separate(build, shape, passes, "squares_single"),
    [PLAIN]: { ...plain, averages: () => plain.params.W0 },
  };
}

/** The plain update between passes of its own. The scaling always runs, as in `torch.nn.utils.clip_grad_norm_`. */
function separate(build: Build, shape: Shape, passesOn: PassesOn, norm: "squares" | "squares_single"): Way {
  const optimizer = build.create(rowOf("adam"), { backend: "wasm" });
  const [{ W0 }, gradients] = [1, 2].map((seed) => seededMap(shape, seed));
  // One map, so that the average lies in the same memory; it is never among the updated.
  const both = optimizer.allocate({ W0, average: W0 });
  const [params, grads] = [both.params, both.grads].map((map): FloatMap => ({ W0: map.W0 }));
  grads.W0.set(gradients.W0);
  const { average } = both.params;
  const [p, g, a] = [params.W0, grads.W0, average].map(({ byteOffset }) => byteOffset);
  const passes = passesOn(average as Float32Array);
  let begun = false;
  const step = () => {
    passes.scale(g, shape.length, Math.min(1, CLIP_NORM / (Math.sqrt(passes[norm](g, shape.length)) + 1e-6)));
    optimizer.update(params, grads);
    if (begun) passes.average(p, a, shape.length, DECAY, 1 - DECAY);
    else average.set(params.W0);
    begun = true;
  };
  return { optimizer, params, grads, block: repeated("step();", { step }), averages: () => average };
}

/** The passes of `assembly/passes.ts`, compiled like the library's kernels, on the memory that an array lies in. */
async function compilePasses(): Promise<PassesOn> {
  const source = readFileSync(new URL("assembly/passes.ts", import.meta.url), "utf8");
  const memory = { runtime: "stub", importMemory: true, noExportMemory: true };
  const options = { optimizeLevel: 3, converge: true, enable: ["simd"], ...memory };
  const { binary, error } = await compileString(source, options);
  if (error !== null || binary === null) throw error ?? new Error("the passes do not compile");
  const module = new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>);
  return (floats) =>
    new WebAssembly.Instance(module, { env: { memory: memoryOf(floats) } }).exports as unknown as Passes;
}

/** The largest distance between the ends of fused and separate steps of fresh gradients, in units of the last place. */
async function distance({ [FUSED]: one, [SEPARATE]: other }: Record<string, Way>): Promise<number> {
  for (let step = 0; step < 10; step++) {
    for (const { grads, block } of [one, other]) {
      grads.W0.set(seededMap(array(String(grads.W0.length)), 10 + step).W0);
      await block(1);
    }
  }
  const [ends, theirs] = [one, other].map(({ params, optimizer: { state }, averages }) =>
    [params.W0, state.m.W0, state.v.W0, averages()].flatMap((values) => Array.from(values, place)),
  );
  return Math.max(...ends.map((value, i) => Math.abs(value - theirs[i])));
}

/** Counts the float32 numbers in their order. */
function place(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer)[0];
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}
