// Fits a peak to noisy data with outliers, by squares and by a soft loss, and draws data, curves and residuals:
// npx tsx examples/fit/main.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SingleBar } from "cli-progress";
import { curveFit, type LeastSquares, type Loss } from "optim-wasm/fit";
import { measure, peak, truth, type Peak, type Points } from "./data.js";
import { draw } from "./picture.js";

const MOST = 50;

/** The peak by this loss, from a guess; tells of each iteration. */
export function fitPeak(data: Points, loss: Loss, tell: (iteration: number) => void = () => {}): LeastSquares<Peak> {
  const guess: Peak = { height: 1, centre: 5, width: 1, base: [0, 0] };
  const bounds = { lower: { height: 0, width: 0.01 } };
  return curveFit(peak, data, guess, {
    loss,
    lossScale: 0.2,
    bounds,
    maxIterations: MOST,
    onIteration: ({ iteration }) => tell(iteration),
  });
}

function main(): void {
  const data = measure();
  const names = { linear: "least squares", softL1: "soft loss" } as const;
  const curves = (["linear", "softL1"] as const).map((loss) => {
    const bar = new SingleBar({ format: `${names[loss].padEnd(14)} {bar} {value} iterations`, noTTYOutput: true });
    bar.start(MOST, 0);
    const result = fitPeak(data, loss, (iteration) => bar.update(iteration));
    bar.stop();
    show(result);
    return { name: names[loss], ...result };
  });
  const folder = fileURLToPath(new URL("out/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}peak.svg`, draw(data, curves));
  console.log("examples/fit/out/peak.svg shows data, curves and residuals");
}

function show({ params, standardErrors, reason, value, dof }: LeastSquares<Peak>): void {
  for (const name of ["height", "centre", "width"] as const)
    console.log(
      `  ${name.padEnd(8)} ${params[name].toFixed(3)} ± ${standardErrors[name].toFixed(3)}, is ${truth[name]}`,
    );
  console.log(`  value ${value.toFixed(3)} over ${dof} degrees of freedom, reason "${reason}"\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
