// npm run bench:fit: fits against loops by hand and against other libraries, interleaved; microseconds, medians.
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stamp } from "../harness/bench.js";
import { logistic } from "./logistic.js";
import type { Race } from "./race.js";
import { curves, fit, peersOf, rosenbrock } from "./solvers.js";
import { steps } from "./steps.js";

const CONTESTS: Readonly<Record<string, () => Promise<Race> | Race>> = {
  ...Object.fromEntries(
    [2, 4, 8, 16, 32, 64].map((count) => [`a step of Adam on ${count} numbers by name`, () => steps(count)]),
  ),
  "Rosenbrock's valley": async () => rosenbrock(await peersOf()),
  ...Object.fromEntries(
    curves.map((curve) => [
      `least squares of ${curve.truth.length} parameters`,
      async () => fit(await peersOf(), curve),
    ]),
  ),
  "logistic regression, 1e5 weights, 2,000 texts of 30 words": () => logistic(2_000, 30),
  "logistic regression, 1e5 weights, 20,000 texts of 50 words": () => logistic(20_000, 50),
};

const [, , given] = process.argv;
if (process.send) process.send(await CONTESTS[given]());
else await main(given);

/** Contests in a process of their own each, as what runs before makes loops by name slower. All are written, parts not. */
async function main(only = ""): Promise<void> {
  const titles = Object.keys(CONTESTS).filter((title) => title.includes(only));
  const contests: ({ title: string } & Race)[] = [];
  for (const title of titles) {
    const child = fork(fileURLToPath(import.meta.url), [title]);
    const [race] = (await Promise.race([once(child, "message"), ended(child)])) as [Race];
    contests.push({ title, ...race });
    show(title, race);
  }
  if (only !== "") return;
  const text = JSON.stringify({ ...stamp(), contests }, null, 1);
  writeFileSync(new URL("../results/fit.json", import.meta.url), `${text}\n`);
}

async function ended(child: ReturnType<typeof fork>): Promise<never> {
  const [code] = (await once(child, "exit")) as [number];
  throw new Error(`a contest ended with exit code ${code}`);
}

function show(title: string, { times, evaluations }: Race): void {
  const [first] = Object.values(times);
  console.log(title);
  for (const [name, time] of Object.entries(times)) {
    const count = evaluations ? `${evaluations[name]} evaluations` : "";
    console.log(
      `  ${name.padEnd(32)} ${time.toPrecision(3).padStart(8)} µs  ${(time / first).toFixed(2)}×  ${count}`.trimEnd(),
    );
  }
}
