// One rank of an MPI job: node rank.mjs FOLDER '{ "scenario": …, "form": "async" }' writes what it says to FOLDER/RANK.json.
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mpi } from "optim-wasm/distributed/mpi";

const [folder, given] = process.argv.slice(2);
const { form, end, program = "./program.mjs", ...data } = JSON.parse(given);
const { default: main } = await import(program);
const collective = await mpi({ timeout: data.timeout });
/** Whole or not at all: another rank may abort the job meanwhile. */
const write = (said) => {
  const file = join(folder, `${collective.rank}.json`);
  writeFileSync(`${file}.part`, JSON.stringify(said));
  renameSync(`${file}.part`, file);
};

// The event loop is alive in between, or not.
let turns = 0;
const timer = setInterval(() => turns++, 1);
const said = await main(form === "async" ? collective.async : collective, data);
clearInterval(timer);
write({ ...said, size: collective.size, turns });
if (end === "exit") process.exit(0);
if (end === "run") collective.close();
if (end === "twice") write({ ...(await mpi().catch(({ message }) => ({ message }))), size: collective.size });
if (form === "async") await collective.async.close();
else collective.close();
