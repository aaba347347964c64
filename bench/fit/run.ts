// npm run bench:fit: small fits against loops by hand and against other libraries, interleaved; microseconds, medians.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Race } from "./race.js";
import { curves, fit, peersOf, rosenbrock } from "./solvers.js";
import { steps } from "./steps.js";

const [, , part] = process.argv;

function show(title: string, times: Race): void {
  const [, first] = Object.entries(times)[0];
  console.log(title);
  for (const [name, time] of Object.entries(times))
    console.log(`  ${name.padEnd(28)} ${time.toPrecision(3).padStart(8)} µs  ${(time / first).toFixed(2)}×`);
}

const SIZES = [2, 4, 8, 16, 32, 64];
if (part === undefined) {
  // Each in a process of its own, as what runs before makes loops by name slower.
  for (const each of [...SIZES.map(String), "rosenbrock", ...curves.map((_, k) => `curve${k}`)])
    execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), each], { stdio: "inherit" });
} else if (SIZES.includes(Number(part))) show(`a step of Adam on ${part} numbers by name`, steps(Number(part)));
else {
  const peers = await peersOf();
  if (part === "rosenbrock") show("Rosenbrock's valley", rosenbrock(peers));
  else {
    const curve = curves[Number(part.slice("curve".length))];
    show(`least squares of ${curve.truth.length} parameters`, fit(peers, curve));
  }
}
