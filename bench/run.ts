import { benches } from "./benches.js";
import { main as distributed } from "./distributed/bench.js";
import { run } from "./harness/bench.js";

/** `run.ts NAME [options]`: one of the benches; `run.ts bench distributed [options]`: that of several processes. */
const [name, ...args] = process.argv.slice(2);
const bench = benches.find((one) => one.name === name);
if (bench === undefined) throw new Error(`the benches are ${benches.map((one) => one.name).join(", ")}`);
if (args[0] === "distributed") await distributed(args.slice(1));
else await run(bench, args);
