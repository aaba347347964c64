// How well the network of examples/digits ends with each way to keep the state: tsx bench/convergence/contest/small-state.ts
import { writeFileSync } from "node:fs";
import { AdamW } from "optim-wasm";
import { loadDigits } from "../../../examples/digits/data.js";
import { accuracy, meanLoss, predictAll } from "../../../examples/digits/evaluate.js";
import { train } from "../../../examples/digits/train.js";
import { stamp } from "../../harness/bench.js";

const RESULTS = new URL("../../results/small-state.json", import.meta.url);
const TYPES = ["float32", "bfloat16", "int8"] as const;
const SEEDS = [1, 2, 3, 4, 5];
const EPOCHS = 10;
/** Share of accuracy, in percent, that small state may cost on average. */
const MOST = 0.2;

const { training, test } = loadDigits();
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value) / values.length;

console.log(
  `${EPOCHS} epochs, seeds ${SEEDS.join(", ")}: accuracy on digits that it was not trained on, mean of all, loss in training`,
);
const ends = TYPES.map((stateType) => {
  const runs = SEEDS.map((seed) => {
    const { weights } = train(training, new AdamW({ lr: 0.001, stateType }), { epochs: EPOCHS, seed, dropout: 0 });
    const loss = meanLoss(predictAll(weights, training), training);
    return { accuracy: accuracy(predictAll(weights, test), test), loss };
  });
  const all = runs.map((run) => run.accuracy);
  const [average, loss] = [mean(all), mean(runs.map((run) => run.loss))];
  console.log([stateType, ...all.map(percent), percent(average), loss.toFixed(4)].join("  "));
  return { stateType, accuracies: all, mean: average, loss };
});
for (const { stateType, mean: average } of ends) {
  const less = 100 * (ends[0].mean - average);
  if (less > MOST) {
    console.error(`${stateType} ends ${less.toFixed(2)} % below float32, at most ${MOST} % are asked`);
    process.exitCode = 1;
  }
}
const text = JSON.stringify({ ...stamp(), epochs: EPOCHS, seeds: SEEDS, ends }, null, 1);
writeFileSync(RESULTS, `${text}\n`);
