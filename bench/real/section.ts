import { load, rowOf, type Build } from "../harness/build.js";
import type { Section } from "../harness/case.js";
import { copied } from "../harness/isolate.js";
import { spread } from "../harness/measure.js";
import { mapValues, recordOf } from "../harness/records.js";
import { figure } from "../harness/text.js";
import { zeroed } from "../library/candidates.js";
import { classifier } from "./classifier.js";
import { fineTuning } from "./fine-tuning.js";
import { skipGram } from "./skip-gram.js";

export type Maps = Readonly<Record<string, Float32Array>>;

const digits = (value: number, count: number): string => value.toPrecision(count);
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** Something that is learned step by step, with dense Adam over all its weights. */
export interface Task {
  readonly steps: number;
  /** Fresh weights, the same at each call. */
  initial(): Maps;
  /** A run from the beginning: writes the gradients of one step after the other. */
  begin(): (params: Maps, grads: Maps, step: number) => void;
  /** How well the weights do on what was not learned from, in this measure. */
  quality(params: Maps): number;
  readonly measure: string;
}

const row = rowOf("adam");
const LR = 0.001;
const tasks: Readonly<Record<string, { make: (size: number) => Task; full: number; quick: number }>> = {
  "hashed text classifier": { make: classifier, full: 12, quick: 3 },
  "skip-gram embeddings": { make: skipGram, full: 3000, quick: 600 },
  "online fine-tuning": { make: fineTuning, full: 6000, quick: 1500 },
};

/** Nanoseconds of one whole training and in its optimizer, and what came. */
type Lap = { readonly total: number; readonly inOptimizer: number; readonly params: Maps };
/** One step over all weights. */
type Learner = { readonly params: Maps; readonly grads: Maps; readonly update: () => unknown };

const learners: Readonly<Record<string, (build: Build, initial: Maps) => Learner>> = {
  wasm: (build, initial) => library("wasm", build, initial),
  "js backend": (build, initial) => library("js", build, initial),
  "js by hand": (_, params) => byHand(params),
};
const names = Object.keys(learners);

function library(backend: string, build: Build, initial: Maps): Learner {
  const optimizer = build.create(row, { backend, lr: LR });
  const { params, grads } = optimizer.allocate(initial) as { params: Maps; grads: Maps };
  return { params, grads, update: () => optimizer.update(params, grads) };
}

/** The catalog's hoisted loop over each array, with what it needs once per step. */
function byHand(params: Maps): Learner {
  const grads = mapValues(params, ({ length }) => new Float32Array(length));
  const states = mapValues(params, (values) => zeroed(row, values));
  const [options, loop] = [{ ...row.defaults, lr: LR, t: 0 }, copied(row.hoisted)];
  const update = () => {
    options.t++;
    row.perUpdate(options);
    for (const name in params) loop(options, params[name], grads[name], states[name]);
  };
  return { params, grads, update };
}

function lap({ begin, steps }: Task, { params, grads, update }: Learner): Lap {
  const gradients = begin();
  let inOptimizer = 0;
  const start = performance.now();
  for (let step = 0; step < steps; step++) {
    gradients(params, grads, step);
    const before = performance.now();
    update();
    inOptimizer += performance.now() - before;
  }
  return { total: 1e6 * (performance.now() - start), inOptimizer: 1e6 * inOptimizer, params };
}

/** What is measured, and its laps so far. */
let task: Task;
let laps: Record<string, Lap[]> = {};

export const real: Section = {
  name: "real",
  async *cases({ quick }) {
    const build = await load();
    for (const [label, { make, full, quick: fewer }] of Object.entries(tasks)) {
      const candidates = () => {
        task = make(quick ? fewer : full);
        laps = recordOf(names, () => []);
        return mapValues(learners, (learner, name) => () => {
          const one = lap(task, learner(build, task.initial()));
          laps[name].push(one);
          return one.total;
        });
      };
      yield { optimizer: row.name, element: "f32", label, n: 0, over: names[0], candidates };
    }
  },
  judge() {
    const { initial, quality, steps, measure } = task;
    const [first, ...others] = [...laps.wasm, ...laps["js backend"]].map(({ params }) => params);
    const sameBits = others.every((other) =>
      Object.keys(first).every((name) => first[name].every((value, i) => Object.is(value, other[name][i]))),
    );
    if (!sameBits) process.exitCode = 1;
    const weights = Object.values(first).reduce((sum, { length }) => sum + length, 0);
    const shares = names.map((name) => {
      const share = spread(laps[name].map(({ inOptimizer, total }) => inOptimizer / total)).median;
      return [`share ${name}`, share];
    });
    const worth = { before: quality(initial()), "quality wasm": quality(first) };
    const own = { weights, steps, ...worth, sameBits: Number(sameBits) };
    return { figures: { ...own, ...Object.fromEntries(shares) }, note: measure };
  },
  tables: {
    real: {
      columns: [
        ["task", ({ label }) => label],
        ["weights", figure("weights", String)],
        ["seconds", ({ times }) => (times.wasm.median / 1e9).toFixed(2)],
        ["js backend ×", ({ ratios }) => ratios["js backend"].median.toFixed(2)],
        ["js by hand ×", ({ ratios }) => ratios["js by hand"].median.toFixed(2)],
        ...names.map((name) => [`share, ${name}`, figure(`share ${name}`, percent)] as const),
        ["quality", ({ note, figures: f }) => `${note} ${digits(f.before, 4)} → ${digits(f["quality wasm"], 6)}`],
        ["same bits", figure("sameBits", (value) => (value === 1 ? "yes" : "NO"))],
      ],
    },
  },
};
