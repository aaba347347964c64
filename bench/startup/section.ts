import { execFileSync } from "node:child_process";
import { catalog } from "../../test/catalog.js";
import { classOf } from "../harness/build.js";
import type { Results } from "../harness/bench.js";
import { named, type Section } from "../harness/case.js";
import { spread } from "../harness/measure.js";
import { array } from "../harness/shapes.js";
import { figure } from "../harness/text.js";

/** A process that runs the program, from its beginning to its end. */
const fresh = (program: string) => () =>
  void execFileSync(process.execPath, ["--input-type=module", "--eval", program]);

/** What import and first update take beyond an empty process. */
export const startup: Section = {
  name: "startup",
  *cases() {
    const [row] = catalog.slice(-1);
    const first = `import { ${classOf(row)} } from "optim-wasm";
      new ${classOf(row)}().update({ W: new Float32Array(100) }, { W: new Float32Array(100) });`;
    const candidates = () => ({ empty: fresh(""), first: fresh(first) });
    yield { ...named(row.name, array("100")), over: "empty", candidates };
  },
  judge(_, { empty, first }) {
    const medianMs = spread(first.map((taken, round) => taken - empty[round])).median / 1e6;
    return { figures: { medianMs: Number(medianMs.toFixed(2)) } };
  },
  tables: { startup: { columns: [["ms", figure("medianMs", String)]] } },
};

/** As the README's table reads them. */
export function startupFigures({ startup: [contest] }: Results["sections"]): object {
  return { medianMs: contest.figures.medianMs, node: process.versions.node };
}
