import { load } from "../harness/build.js";
import type { Contest, Section } from "../harness/case.js";
import { significant, spread, whole } from "../harness/measure.js";
import { figure } from "../harness/text.js";
import { classifier } from "./classifier.js";
import { fineTuning } from "./fine-tuning.js";
import { loadMails, type Mail } from "./mails.js";
import { skipGram } from "./skip-gram.js";
import { CONTENDERS, lap, same, type Lap, type Task } from "./task.js";

const FULL = { epochs: 12, steps: 3000, digits: 6000 };
const QUICK = { epochs: 3, steps: 600, digits: 1500 };
export const efforts = { full: whole(3), quick: whole(1) };

let mails: readonly Mail[] | undefined;
const allMails = () => (mails ??= loadMails());
const tasks: Record<string, (effort: typeof FULL) => Task> = {
  classifier: ({ epochs }) => classifier(allMails(), epochs),
  "skip-gram": ({ steps }) => skipGram(allMails(), steps),
  "fine-tuning": ({ digits }) => fineTuning(digits),
};

/** Of the case that is measured. */
let laps: Record<string, Lap[]> = {};
let task: Task | undefined;

const percent = (name: string) => figure(`share ${name}`, (share) => `${(100 * share).toFixed(0)} %`);

export const real: Section = {
  name: "real",
  async *cases({ quick }) {
    const build = await load();
    for (const [label, make] of Object.entries(tasks)) {
      const candidates = () => {
        const made = make(quick ? QUICK : FULL);
        task = made;
        laps = Object.fromEntries(CONTENDERS.map((contender) => [contender, []]));
        const block = (contender: string) => () => {
          const run = lap(build, made, contender);
          laps[contender].push(run);
          return run.nanoseconds;
        };
        return Object.fromEntries(CONTENDERS.map((contender) => [contender, block(contender)]));
      };
      yield { optimizer: "adam", element: "f32", label, n: 0, over: "wasm", candidates };
    }
  },
  judge() {
    const { initial, quality, steps, measure } = task as Task;
    const share = (name: string) => spread(laps[name].map(({ nanoseconds, inOptimizer }) => inOptimizer / nanoseconds)).median;
    const alone = (name: string) => spread(laps[name].map(({ inOptimizer }) => inOptimizer)).median;
    const [first, ...others] = [...laps.wasm, ...laps["js backend"]].map(({ params }) => params);
    const sameBits = others.every((other) => same(first, other));
    if (!sameBits) process.exitCode = 1;
    const figures = {
      weights: Object.values(first).reduce((sum, { length }) => sum + length, 0),
      steps,
      before: quality(initial()),
      ...Object.fromEntries(CONTENDERS.map((name) => [`share ${name}`, share(name)])),
      ...Object.fromEntries(CONTENDERS.map((name) => [`optimizer ${name}`, significant(alone(name) / alone("wasm"))])),
      ...Object.fromEntries(CONTENDERS.map((name) => [`quality ${name}`, quality(laps[name][0].params)])),
      sameBits: Number(sameBits),
    };
    return { figures, note: measure };
  },
  tables: [
    {
      title: "End to end",
      text:
        "Whole training runs: seconds with `wasm`, how many times longer the others take, the optimizer's share of each, what the " +
        "weights are worth before and after, and whether wasm and js end in the same bits.",
      columns: [
        ["task", ({ label }) => label],
        ["weights", figure("weights", String)],
        ["seconds", ({ times }) => (times.wasm.median / 1e9).toFixed(2)],
        ...CONTENDERS.slice(1).map((name) => [`${name} ×`, ({ ratios }: Contest) => ratios[name].median.toFixed(2)] as const),
        ...CONTENDERS.map((name) => [`share, ${name}`, percent(name)] as const),
        ["quality", ({ note, figures }) => `${note} ${figures.before.toPrecision(4)} → ${figures["quality wasm"].toPrecision(6)}`],
        ["same bits", figure("sameBits", (value) => (value === 1 ? "yes" : "NO"))],
      ],
    },
  ],
};
