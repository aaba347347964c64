import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { browsers } from "./browsers.js";
import { bundlers } from "./bundlers.js";
import type { Check } from "./check.js";
import { consoles } from "./consoles.js";
import { edges } from "./edges.js";
import { packaging } from "./packaging.js";
import { makeProject, ROOT } from "./project.js";
import { typescript } from "./typescript.js";
import { line, header, type Row } from "./table.js";

const HELP = `npm run test:platforms -- [options]

Installs the packed package into an empty project and runs the conformance suite on every runtime and bundler.

  --setup      installs the Debian packages of the browsers first (needs root)
  --only TEXT  only the checks whose name contains TEXT; writes no results
  --help       this text`;

const DEBIAN = ["chromium", "firefox-esr", "webkit2gtk-driver", "xvfb", "nats-server"];

const { values } = parseArgs({
  options: { setup: { type: "boolean" }, only: { type: "string" }, help: { type: "boolean" } },
});
if (values.help) console.log(HELP);
else process.exitCode = await main(values.only, values.setup === true);

async function main(only: string | undefined, setup: boolean): Promise<number> {
  if (setup) {
    execFileSync("apt-get", ["update", "-q"], { stdio: "inherit" });
    execFileSync("apt-get", ["install", "-qy", "--no-install-recommends", ...DEBIAN], { stdio: "inherit" });
  }
  const all = [...packaging, ...typescript, ...consoles, ...browsers, ...edges, ...bundlers];
  const checks = all.filter(({ name }) => name.includes(only ?? ""));
  const project = makeProject();
  process.once("exit", () => rmSync(project.folder, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130));
  const rows: Row[] = [];
  console.log(header);
  const left = checks.entries();
  const lane = async (): Promise<void> => {
    for (const [k, check] of left) {
      const row = await twice(() => judged(check, project, rows));
      rows[k] = row;
      console.log([line(row), ...row.problems.map((problem) => `    ${problem}`)].join("\n"));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  const failed = rows.filter(({ problems }) => problems.length > 0).length;
  if (only === undefined) write(rows);
  console.log(`\n${rows.length - failed} passed, ${failed} failed`);
  return failed === 0 && rows.length > 0 ? 0 : 1;
}

/** A browser that did not come up gets a second try, and the table says so. */
async function twice(judge: () => Promise<Row>): Promise<Row> {
  const first = await judge();
  if (!first.problems.some((problem) => problem.startsWith("threw "))) return first;
  console.log(`    ${first.name}, once more, since: ${first.problems.join(" | ")}`);
  return judge();
}

/** A check's row, by the first digest there is: what is missing, thrown or different is a problem, never a reason to skip. */
async function judged(
  check: Check,
  project: ReturnType<typeof makeProject>,
  before: readonly (Row | undefined)[],
): Promise<Row> {
  const absent = check.missing?.();
  const start = performance.now();
  const row = { name: check.name, version: "", backend: "", digest: undefined, problems: [] };
  const done = () => ({ seconds: (performance.now() - start) / 1000 });
  if (absent !== undefined) return { ...row, ...done(), problems: [`missing: ${absent}`] };
  try {
    const { version, backend, digest, failures } = await check.run(project);
    const reference = before.find((other) => other?.digest !== undefined)?.digest ?? digest;
    const differs = digest === reference || digest === undefined ? [] : [`digest ${digest}, expected ${reference}`];
    return { ...row, version, backend, digest, ...done(), problems: [...failures, ...differs] };
  } catch (error) {
    return { ...row, ...done(), problems: [`threw ${String(error).split("\n").slice(0, 6).join(" | ")}`] };
  }
}

function write(rows: readonly Row[]): void {
  const folder = join(ROOT, "test/platforms/results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "latest.json"),
    `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), rows }, null, 2)}\n`,
  );
}
