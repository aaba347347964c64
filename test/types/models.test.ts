import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { MODELS, unguarded, unsaid } from "./said.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const models = fileURLToPath(new URL("models", import.meta.url));

// Other versions of the compiler are asked by the tests of platforms.
it.each(MODELS)("the compiler says what is wrong with a model, and where: %s", async (file) => {
  const text = unguarded(readFileSync(join(models, file), "utf8"));
  // Inside of the package, whose name is known there.
  const folder = mkdtempSync(join(root, "build/models-"));
  try {
    cpSync(models, folder, { recursive: true });
    writeFileSync(join(folder, file), text);
    const compilerOptions = { target: "es2022", module: "nodenext", strict: true, types: [], noEmit: true };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
    expect(unsaid(text, await saidOf(folder))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("a message that is missing, another or too many is noticed", () => {
  const source = unguarded("// @ts-expect-error: a.b\nf();\ng();\n// @ts-expect-error: c\nh();\n");
  const right = "m.ts(2,1): error TS1: of a.b\nm.ts(5,1): error TS2: no\n  of c\n";
  expect(unsaid(source, right)).toEqual([]);
  expect(unsaid(source, right.replace("of c", "of d"))).toEqual([
    'line 5: expected "c" in m.ts(5,1): error TS2: no\n  of d\n',
  ]);
  expect(unsaid(source, right.replace(/.*\n/, ""))).toEqual(['line 2: expected "a.b" in no error']);
  expect(unsaid(source, `${right}m.ts(3,1): error TS3: g\n`)).toEqual(["m.ts(3,1): error TS3: g\n"]);
});

/** What the compiler prints, which ends with an error where there are any. */
function saidOf(folder: string): Promise<string> {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, "-p", folder, "--pretty", "false"], (_, stdout) => resolve(stdout));
  });
}
