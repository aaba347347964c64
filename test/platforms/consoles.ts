import { join } from "node:path";
import type { Check, Outcome } from "./check.js";
import { execute } from "./installed.js";

const here = join(import.meta.dirname, "node_modules");

/** Runtimes with a console: they run a module that prints one line of JSON, what the suite found. */
export const consoles: readonly Check[] = [
  ...runtime("Node 20", process.execPath),
  ...runtime("Node 22", join(here, "node22/bin/node")),
  ...runtime("Node 24", join(here, "node24/bin/node")),
  ...runtime("Deno", join(here, ".bin/deno"), ["run", "--allow-read"]),
  ...runtime("Bun", join(here, ".bin/bun"), ["run"]),
  check("Node 20.19, require()", join(here, "node20.19/bin/node"), ["main.cjs"]),
  check("Node 22, require()", join(here, "node22/bin/node"), ["main.cjs"]),
  check("Node 24, require()", join(here, "node24/bin/node"), ["main.cjs"]),
];

function runtime(name: string, command: string, args: readonly string[] = []): Check[] {
  return [
    check(name, command, [...args, "main.mjs"]),
    check(`${name}, two threads`, command, [...args, "threads-main.mjs"]),
  ];
}

function check(name: string, command: string, args: readonly string[]): Check {
  return {
    name,
    async run(project): Promise<Outcome> {
      const version = await execute(command, ["--version"], project.folder);
      const printed = await execute(command, args, project.folder);
      return { version: version.split(/[\n(]/)[0].trim(), ...(JSON.parse(printed) as Omit<Outcome, "version">) };
    },
  };
}
