import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The pages whose code is run, each block by itself. */
describe.each(["README.md", "docs/fitting.md"])("%s", (page) => {
  const folder = `${root}build/${page.replaceAll(/\W/g, "-")}/`;
  const text = readFileSync(`${root}${page}`, "utf8");
  const blocks = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code], k) => ({ code, file: `block${k}` }));

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { code, file } of blocks) writeFileSync(`${folder}${file}.ts`, `${code}\nexport {};\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has code that passes the type check as it stands", () => {
    const config = { extends: "../../tsconfig.json", compilerOptions: { types: [] }, include: ["*.ts"] };
    writeFileSync(`${folder}tsconfig.json`, JSON.stringify(config));
    expect(blocks.length).toBeGreaterThan(0);
    expect(() => execFileSync(`${root}node_modules/.bin/tsc`, ["-p", folder], { encoding: "utf8" })).not.toThrow();
  });

  it.each(blocks)("has code that runs: $file", ({ code, file }) => {
    writeFileSync(`${folder}${file}.mjs`, transformSync(code, { loader: "ts", format: "esm" }).code);
    expect(() => execFileSync(process.execPath, [`${folder}${file}.mjs`], { encoding: "utf8" })).not.toThrow();
  });
});
