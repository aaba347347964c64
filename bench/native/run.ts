import { mkdirSync, writeFileSync } from "node:fs";
import { catalog, type Row } from "../../test/catalog.js";
import { traffic, type Cell } from "../cells.js";
import { rounds, timed, type Block, type Effort } from "../compare/rounds.js";
import { machine } from "../machine.js";
import { readArguments } from "../arguments.js";
import { HELP } from "./help.js";
import { arrays, torchCells } from "./cells.js";
import { kernelUpdates, watchInstances } from "./kernel.js";
import { FLAGS, compiler, libraries, type Library } from "./library.js";
import { COPY, KERNEL, UPDATE, contest, nativeCell, type Contest, type NativeCell, type NativeResults } from "./results.js";
import { sameness, samenessLine } from "./same.js";
import { copyUpdates, nativeUpdates, subjectOf } from "./subject.js";
import { nativeHeader, nativeLine, torchHeader, torchLines } from "./table.js";
import { startTorch } from "./torch.js";

const RESULTS = new URL("../results/native.json", import.meta.url);
const FULL: Effort = { rounds: 25, warmup: 60, turn: 12, block: 0.5 };
const QUICK: Effort = { rounds: 5, warmup: 10, turn: 3, block: 0.3 };

const { quick, only } = readArguments(process.argv.slice(2), { name: "bench:native", help: HELP, names: catalog.map(({ name }) => name) });
const effort = quick ? QUICK : FULL;
const rows = catalog.filter(({ name }) => only === undefined || name === only);

watchInstances();
const native = libraries();
const same = rows.flatMap((row) => native.flatMap((library) => sameness(row, library)));
console.log(`${samenessLine(same)}\n`);

const labels = native.map(({ label }) => label);
console.log(nativeHeader(labels));
const cells: NativeCell[] = [];
for (const row of rows) {
  for (const cell of arrays) {
    const result = await againstC(row, cell, native);
    cells.push(result);
    console.log(nativeLine(result, labels, cell.length));
  }
}

const torch = await againstTorch();
const results: NativeResults = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  quick,
  compiler: compiler(),
  flags: FLAGS,
  same,
  cells,
  torch,
};
if (only === undefined) {
  mkdirSync(new URL(".", RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
}
process.exitCode = same.some(({ different }) => different > 0) ? 1 : 0;

async function againstC(row: Row, cell: Cell, [first, ...wider]: readonly Library[]): Promise<NativeCell> {
  const subject = subjectOf(row, cell);
  const kernel = kernelUpdates(() => subjectOf(row, cell));
  const copy = copyUpdates(first, row, cell);
  const taken = await rounds(
    {
      [UPDATE]: timed(subject.updates),
      ...(kernel === undefined ? {} : { [KERNEL]: timed(kernel) }),
      ...Object.fromEntries([first, ...wider].map((library) => [library.label, timed(nativeUpdates(library, row, cell, subject))])),
      [COPY]: timed(copy.updates),
    },
    effort,
  );
  return nativeCell(row.name, cell, taken, { update: traffic(cell, row.slots.length), copy: copy.bytes });
}

async function againstTorch(): Promise<NativeResults["torch"]> {
  const started = await startTorch(process.env.PYTHON ?? "python3");
  if (typeof started === "string") {
    console.log(`\nPyTorch is absent: ${started}`);
    return { absent: started };
  }
  const { runs, text } = started.deepspeed;
  const deepspeed = runs ? text : `absent: ${text}`;
  console.log(`\nPyTorch ${started.version}; DeepSpeed ${deepspeed}. ${torchHeader}`);
  const contests: Contest[] = [];
  for (const row of rows) {
    for (const cell of torchCells) {
      const blocks: Record<string, Block> = { [UPDATE]: timed(subjectOf(row, cell).updates), ...(await started.blocks(row.name, cell)) };
      const result = contest(row.name, cell, await rounds(blocks, effort));
      contests.push(result);
      console.log(torchLines(result));
    }
  }
  started.stop();
  return { version: started.version, deepspeed, cells: contests };
}
