import { execFileSync } from "node:child_process";
import { catalog } from "../../test/catalog.js";
import { classOf } from "../harness/build.js";
import type { Results } from "../harness/bench.js";
import type { Section } from "../harness/case.js";
import { spread, timed, whole } from "../harness/measure.js";
import { figure } from "../harness/text.js";

const ROUNDS = 21;

/** A process that runs the program, from its beginning to its end. */
function fresh(program: string): ReturnType<typeof timed> {
  return timed(() => void execFileSync(process.execPath, ["--input-type=module", "--eval", program]));
}

/** What import and first update take beyond an empty process. */
export const startup: Section = {
  name: "startup",
  *cases() {
    const row = catalog[catalog.length - 1];
    const title = classOf(row);
    const first = `import { ${title} } from "optim-wasm"; new ${title}().update({ W: new Float32Array(100) }, { W: new Float32Array(100) });`;
    const candidates = () => ({ empty: fresh(""), first: fresh(first) });
    yield { optimizer: row.name, element: "f32", label: "first update", n: 100, over: "empty", candidates };
  },
  judge(_, { empty, first }) {
    const medianMs = Number((spread(first.map((taken, round) => taken - empty[round])).median / 1e6).toFixed(2));
    return { figures: { medianMs }, asked: [{ what: "milliseconds to import and first update", most: 10, value: medianMs }] };
  },
  effort: whole(ROUNDS),
  tables: [
    {
      title: "Start-up",
      text: "Import and first update beyond an empty process, fresh processes in turns.",
      columns: [["ms", figure("medianMs", String)]],
    },
  ],
};

/** As the README's table reads them. */
export function startupFigures({ startup: [contest] }: Results["sections"]): object {
  return { medianMs: contest.figures.medianMs, rounds: ROUNDS, node: process.versions.node };
}
