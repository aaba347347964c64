import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Check, Outcome } from "./check.js";

const here = join(import.meta.dirname, "node_modules");

/** Runtimes with a console: they run main.mjs and print the suite's result. */
export const consoles: readonly Check[] = [
  runtime("Node 20", process.execPath),
  runtime("Node 22", join(here, "node22/bin/node")),
  runtime("Node 24", join(here, "node24/bin/node")),
  runtime("Deno", join(here, ".bin/deno"), ["run", "--allow-read"]),
  runtime("Bun", join(here, ".bin/bun"), ["run"]),
];

function runtime(name: string, command: string, args: readonly string[] = []): Check {
  return {
    name,
    async run(project): Promise<Outcome> {
      const version = execFileSync(command, ["--version"], { encoding: "utf8" }).split("\n")[0];
      const printed = execFileSync(command, [...args, "main.mjs"], { cwd: project.folder, encoding: "utf8" });
      return { version, ...(JSON.parse(printed) as Omit<Outcome, "version">) };
    },
  };
}
