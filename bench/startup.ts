import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { catalog } from "../test/catalog.js";

/** Processes of each kind, run in turn. */
const ROUNDS = 21;

const title = catalog[catalog.length - 1].create().constructor.name;
const programs = {
  empty: "",
  first: `import { ${title} } from "optim-wasm"; new ${title}().update({ W: new Float32Array(100) }, { W: new Float32Array(100) });`,
};

/** Milliseconds of a whole process that runs the program. */
function milliseconds(program: string): number {
  const start = performance.now();
  execFileSync(process.execPath, ["--input-type=module", "--eval", program]);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const differences = Array.from({ length: ROUNDS }, () => milliseconds(programs.first) - milliseconds(programs.empty));
const result = { medianMs: Number(median(differences).toFixed(2)), rounds: ROUNDS, node: process.versions.node };
writeFileSync(new URL("results/startup.json", import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
console.log(`import and first update: ${result.medianMs} ms beyond an empty process (median of ${ROUNDS}; asked: under 10 ms)`);
