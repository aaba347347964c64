import type { Contest, Section } from "../harness/case.js";
import { significant, spread, whole } from "../harness/measure.js";
import { figure } from "../harness/text.js";
import { classifier } from "./classifier.js";
import { fineTuning } from "./fine-tuning.js";
import { loadMails, type Mail } from "./mails.js";
import { skipGram } from "./skip-gram.js";
import { CONTENDERS, lap, type Lap, type Task } from "./task.js";

const FULL = { epochs: 12, steps: 3000, digits: 6000 };
const QUICK = { epochs: 3, steps: 600, digits: 1500 };
export const efforts = { full: whole(3), quick: whole(1) };

let mails: readonly Mail[] | undefined;
const allMails = () => (mails ??= loadMails());
const tasks: Record<string, (effort: typeof FULL) => Task> = {
  "hashed text classifier": ({ epochs }) => classifier(allMails(), epochs),
  "skip-gram embeddings": ({ steps }) => skipGram(allMails(), steps),
  "online fine-tuning": ({ digits }) => fineTuning(digits),
};

/** What is measured, and its runs so far. */
let task: Task | undefined;
let laps: Record<string, Lap[]> = {};

export const real: Section = {
  name: "real",
  *cases({ quick }) {
    for (const [label, make] of Object.entries(tasks)) {
      const candidates = () => {
        const made = (task = make(quick ? QUICK : FULL));
        laps = Object.fromEntries(CONTENDERS.map((contender) => [contender, []]));
        const block = (contender: (typeof CONTENDERS)[number]) => async () => {
          laps[contender].push(await lap(made, contender));
          return laps[contender].at(-1)?.nanoseconds ?? 0;
        };
        return Object.fromEntries(CONTENDERS.map((contender) => [contender, block(contender)]));
      };
      yield { optimizer: "adam", element: "f32", label, n: 0, over: "wasm", candidates };
    }
  },
  judge() {
    const { initial, quality, steps, measure } = task as Task;
    const alone = (name: string) => spread(laps[name].map(({ inOptimizer }) => inOptimizer)).median;
    const share = (name: string) => spread(laps[name].map(({ nanoseconds, inOptimizer }) => inOptimizer / nanoseconds)).median;
    const [first, ...others] = [...laps.wasm, ...laps["js backend"]].map(({ params }) => params);
    const isFirst = (other: Lap["params"]) =>
      Object.entries(first).every(([name, values]) => values.every((value, i) => Object.is(value, other[name][i])));
    const same = others.every(isFirst);
    if (!same) process.exitCode = 1;
    const each = CONTENDERS.map((name) => ({
      [`share ${name}`]: share(name),
      [`optimizer ${name}`]: significant(alone(name) / alone("wasm")),
      [`quality ${name}`]: quality(laps[name][0].params),
    }));
    const weights = Object.values(first).reduce((sum, { length }) => sum + length, 0);
    const own = { weights, steps, before: quality(initial()), sameBits: Number(same) };
    return { figures: Object.assign(own, ...each) as Contest["figures"], note: measure };
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
        ...CONTENDERS.map((name) => [`share, ${name}`, figure(`share ${name}`, (share) => `${(100 * share).toFixed(0)} %`)] as const),
        ["quality", ({ note, figures }) => `${note} ${figures.before.toPrecision(4)} → ${figures["quality wasm"].toPrecision(6)}`],
        ["same bits", figure("sameBits", (value) => (value === 1 ? "yes" : "NO"))],
      ],
    },
  ],
};
