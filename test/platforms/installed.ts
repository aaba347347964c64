import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where the runtimes and bundlers are installed. */
export const MODULES = join(import.meta.dirname, "node_modules");

export function binary(name: string): string {
  return join(MODULES, ".bin", name);
}

export function notInstalled(name: string): string | undefined {
  return existsSync(join(MODULES, name)) ? undefined : `npm package ${name}: npm install --prefix test/platforms`;
}

export function versionOf(name: string): string {
  return (JSON.parse(readFileSync(join(MODULES, name, "package.json"), "utf8")) as { version: string }).version;
}

/** Runs a command to its end and returns what it printed; what it complained about is in the error. */
export async function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const running = run(command, args, { cwd, timeout: 400_000, env: { ...process.env, NO_COLOR: "1", ...env } });
  running.child.stdin?.end();
  try {
    return (await running).stdout;
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message}\n${stdout.slice(-1_000)}\n${stderr.slice(-1_000)}`, { cause: error });
  }
}
