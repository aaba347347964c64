import { allocated, load, rowOf, type Build, type Subject } from "../harness/build.js";
import type { Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import { timed } from "../harness/measure.js";
import { array, seededMap, type FloatMap } from "../harness/shapes.js";
import { figure, perElement } from "../harness/text.js";
import { compilePasses, type Passes } from "./passes.js";

const [FUSED, SEPARATE, SINGLE, PLAIN] = ["fused", "separate passes", "separate passes, norm in float32", "plain update"];
/** Far below the gradients' norm, about 0.7·√n: every update scales. */
const CLIP_NORM = 1;
const DECAY = 0.999;
const ASKED: Readonly<Record<string, number>> = { "1e5": 1.25, "1e7": 1.35 };
/** Updates of each way before the first size: V8 was seen to take 100 ms and more until all code was in its final form. */
const WARM_UP = 50_000;
/** The order of the norm's sums may differ by a rounding, which later operations spread. */
const ULPS = 4;

type Way = Subject & { readonly averages: () => Float32Array };

export const training: Section = {
  name: "training",
  async *cases() {
    const passes = await compilePasses();
    const build = await load();
    const ways = (length: number): Record<string, Way> => ({
      [FUSED]: fused(build, length),
      [SEPARATE]: separate(build, length, passes, "squares"),
      [SINGLE]: separate(build, length, passes, "squares_single"),
      [PLAIN]: { ...plain(build, length), averages: () => new Float32Array(length) },
    });
    distances.units = await distance(() => ways(1003));
    if (distances.units > ULPS) process.exitCode = 1;
    for (const { block } of Object.values(ways(1000))) await block(WARM_UP);
    for (const label of ["1e3", "1e5", "1e6", "1e7"]) {
      const candidates = () => Object.fromEntries(Object.entries(ways(Number(label))).map(([name, { block }]) => [name, block]));
      const what = `one fused step, times as fast as separate passes, n = ${label}`;
      const asked = label in ASKED ? { what, least: ASKED[label], of: SEPARATE } : undefined;
      yield { optimizer: "adam", element: "f32", label, n: Number(label), over: FUSED, candidates, asked };
    }
  },
  judge: ({ asked }) => ({
    figures: distances,
    asked: [...asked, { what: "units of the last place between fused and separate steps", most: ULPS, value: distances.units }],
  }),
  rivals: ({ ratios }) => Object.fromEntries([SEPARATE, SINGLE].map((name) => [name, ratios[name].median])),
  tables: [
    {
      title: "Clip, Adam and average in one step",
      text:
        "Nanoseconds of `new Adam({ clipNorm, emaDecay })` on allocated arrays, and how many times longer the same takes as separate " +
        "passes in WebAssembly SIMD over the same memory: the norm (in float64 as here, or in float32), the scaling, the update, the " +
        "average; and how many units of the last place the two ends are apart. The plain update's time over the fused one's shows what " +
        "clipping and averaging add.",
      columns: [["n", ({ label }) => label], ["ns per element", perElement(FUSED)], ["units apart", figure("units", String)]],
      everyone: true,
    },
  ],
};

const distances = { units: Number.NaN };

/** The options: everything in the one update. */
function fused(build: Build, length: number): Way {
  const subject = plain(build, length, { clipNorm: CLIP_NORM, emaDecay: DECAY });
  return { ...subject, averages: () => subject.optimizer.ema.W0 as Float32Array };
}

/** Neither clipped nor averaged, to see what those add. */
function plain(build: Build, length: number, options: object = {}): Subject {
  return allocated(build.create(rowOf("adam"), { backend: "wasm", ...options }), array(String(length)));
}

/**
 * The plain update between passes of its own. The scaling always runs, as in `torch.nn.utils.clip_grad_norm_`, also where the
 * gradients of the update before are there still and have the norm already.
 */
function separate(build: Build, length: number, compiled: (array: Float32Array) => Passes, norm: "squares" | "squares_single"): Way {
  const optimizer = build.create(rowOf("adam"), { backend: "wasm" });
  const [{ W0 }, gradients] = [1, 2].map((seed) => seededMap(array(String(length)), seed));
  // One map, so that the average lies in the same memory; it is never among the updated.
  const both = optimizer.allocate({ W0, average: W0 });
  const [params, grads] = [both.params, both.grads].map((map): FloatMap => ({ W0: map.W0 }));
  grads.W0.set(gradients.W0);
  const average = both.params.average as Float32Array;
  const passes = compiled(average);
  let begun = false;
  const step = () => {
    const sum = passes[norm](grads.W0.byteOffset, length);
    passes.scale(grads.W0.byteOffset, length, Math.min(1, CLIP_NORM / (Math.sqrt(sum) + 1e-6)));
    optimizer.update(params, grads);
    if (begun) passes.average(params.W0.byteOffset, average.byteOffset, length, DECAY, 1 - DECAY);
    else average.set(params.W0);
    begun = true;
  };
  return { optimizer, params, grads, block: timed(repeated("step();", { step })), averages: () => average };
}

/** The largest distance between the ends of fused and separate steps of fresh gradients, in units of the last place. */
async function distance(ways: () => Record<string, Way>): Promise<number> {
  const { [FUSED]: one, [SEPARATE]: other } = ways();
  for (let step = 0; step < 10; step++) {
    for (const { grads, block } of [one, other]) {
      grads.W0.set(seededMap(array(String(grads.W0.length)), 10 + step).W0);
      await block(1);
    }
  }
  const ends = ({ params, optimizer: { state }, averages }: Way) =>
    [params.W0, state.m.W0, state.v.W0, averages()].flatMap((values) => Array.from(values, place));
  const theirs = ends(other);
  return Math.max(...ends(one).map((value, i) => Math.abs(value - theirs[i])));
}

/** Counts the float32 numbers in their order. */
function place(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer)[0];
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}
