import { benches } from "./benches.js";
import { run } from "./harness/bench.js";

/** `run.ts NAME [options]`: one of the benches. */
const [name, ...args] = process.argv.slice(2);
const bench = benches.find((one) => one.name === name);
if (bench === undefined) throw new Error(`the benches are ${benches.map((one) => one.name).join(", ")}`);
await run(bench, args);
