import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = `${root}build/readme/`;
const pages = ["README.md", "docs/state.md", "docs/tensorflow.md"];
const blocks = pages.flatMap((page) =>
  [...readFileSync(root + page, "utf8").matchAll(/```ts\n([^]*?)```/g)].map(([, code], k) => ({
    page,
    code: code.replaceAll('"@tensorflow/tfjs"', '"./tensorflow.mjs"'),
    file: `${page.replace(/.*\/|\.md$/g, "")}${k}`,
  })),
);
/** What `@tensorflow/tfjs` is made of, without the back ends of devices. */
const tensorflow = `
import { version_cpu } from "@tensorflow/tfjs-backend-cpu";
export * from "@tensorflow/tfjs-core";
export * from "@tensorflow/tfjs-layers";
export const version = version_cpu;
`;

describe("the code in README and docs", () => {
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const name of ["tensorflow.mjs", "tensorflow.d.mts"]) writeFileSync(folder + name, tensorflow);
    for (const { code, file } of blocks) writeFileSync(`${folder}${file}.ts`, `${code}\nexport {};\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("passes the type check as it stands", () => {
    const config = { extends: "../../tsconfig.json", compilerOptions: { types: [] }, include: ["*.ts"] };
    writeFileSync(`${folder}tsconfig.json`, JSON.stringify(config));
    for (const page of pages) expect(blocks.map((block) => block.page)).toContain(page);
    expect(() => execFileSync(`${root}node_modules/.bin/tsc`, ["-p", folder], { encoding: "utf8" })).not.toThrow();
  });

  it.each(blocks)("runs: $file", ({ code, file }) => {
    writeFileSync(`${folder}${file}.mjs`, transformSync(code, { loader: "ts", format: "esm" }).code);
    expect(() => execFileSync(process.execPath, [`${folder}${file}.mjs`], { encoding: "utf8" })).not.toThrow();
  });
});
