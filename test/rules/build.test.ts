import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("the build", () => {
  const copy = mkdtempSync(join(tmpdir(), "optim-wasm-rules-"));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("ends with the line of the mistake and an exit code, and leaves what was built", () => {
    for (const each of ["assembly", "scripts", "src/define", "asconfig.json", "transform.mjs", "package.json"]) {
      cpSync(join(root, each), join(copy, each), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
    cpSync(join(root, "build/f32"), join(copy, "build/f32"), { recursive: true });
    const file = join(copy, "assembly/momentum.ts");
    writeFileSync(file, readFileSync(file, "utf8").replace("return v;", "return w;"));

    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/kernels.ts"], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(stderr).toBe("assembly/momentum.ts:3: unknown name w: no line assigns it, and it is no scalar\n");
    expect(status).toBe(1);
    expect(readdirSync(join(copy, "build/f32"))).toEqual(readdirSync(join(root, "build/f32")));
  });
});
