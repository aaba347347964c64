import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The commit's full name; undefined if there is none. */
export function commitOf(name: string): string | undefined {
  try {
    return run("git", ["rev-parse", "--verify", "--quiet", `${name}^{commit}`], ROOT).trim();
  } catch {
    return undefined;
  }
}

/** Worktrees in a temporary folder, until they are removed. */
export class Worktrees {
  readonly folder = mkdtempSync(join(tmpdir(), "optim-wasm-compare-"));
  readonly #made: string[] = [];

  /** The main file of the commit's build. */
  build(label: string, commit: string): string {
    const folder = join(this.folder, label);
    run("git", ["worktree", "add", "--detach", folder, commit], ROOT);
    this.#made.push(folder);
    install(folder);
    run("npm", ["run", "build"], folder);
    return join(folder, "dist/index.js");
  }

  remove(): void {
    for (const folder of this.#made) run("git", ["worktree", "remove", "--force", folder], ROOT);
    rmSync(this.folder, { recursive: true, force: true });
    this.#made.length = 0;
  }
}

/** The modules that are here already, if the commit locks the same. */
function install(folder: string): void {
  const lock = (root: string) => readFileSync(join(root, "package-lock.json"), "utf8");
  if (lock(folder) === lock(ROOT)) symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  else run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
}

function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    const lines = `${stderr ?? ""}\n${stdout ?? ""}`.split("\n");
    const said = lines.find((line) => /(error|fatal)\W+\w/i.test(line) && !/error code/.test(line));
    throw new Error(`${command} ${args[0]} ${args[1]} failed: ${said?.trim() ?? message}`, { cause: error });
  }
}
