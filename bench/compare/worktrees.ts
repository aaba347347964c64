import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The commit's full name. */
export function commitOf(name: string): string {
  return run(ROOT, "git", "rev-parse", "--verify", `${name}^{commit}`).trim();
}

/** Worktrees in a temporary folder, until they are removed. */
export class Worktrees {
  readonly folder = mkdtempSync(join(tmpdir(), "optim-wasm-compare-"));
  readonly #made = new Set<string>();

  /** The main file of the commit's build, with the modules that are here already, if it locks the same. */
  build(label: string, commit: string): string {
    const folder = join(this.folder, label);
    run(ROOT, "git", "worktree", "add", "--detach", folder, commit);
    this.#made.add(folder);
    const [there, here] = [folder, ROOT].map((root) => readFileSync(join(root, "package-lock.json"), "utf8"));
    if (there === here) symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    else run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    run(folder, "npm", "run", "build");
    return join(folder, "dist/index.js");
  }

  remove(): void {
    for (const folder of this.#made) run(ROOT, "git", "worktree", "remove", "--force", folder);
    rmSync(this.folder, { recursive: true, force: true });
    this.#made.clear();
  }
}

function run(cwd: string, command: string, ...args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    const lines = `${stderr ?? ""}\n${stdout ?? ""}`.split("\n");
    const said = lines.find((line) => /(error|fatal)\W+\w/i.test(line) && !/error code/.test(line));
    throw new Error(`${command} ${args[0]} ${args.at(-1)} failed: ${said?.trim() ?? message}`, { cause: error });
  }
}
