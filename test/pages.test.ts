import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../", import.meta.url));
const folder = `${root}build/pages/`;
const pages = [
  "README.md",
  "README.ko.md",
  ...readdirSync(`${root}docs`, { recursive: true }).map((file) => `docs/${String(file)}`),
];
const blocks = pages
  .filter((page) => page.endsWith(".md"))
  .flatMap((page) =>
    [...readFileSync(`${root}${page}`, "utf8").matchAll(/```ts\n([^]*?)```/g)].map(([, code], k) => ({
      code: code.replaceAll('"@tensorflow/tfjs"', '"./tensorflow.mjs"'),
      block: `${page}, block ${k + 1}`,
      file: `${page.replaceAll(/\W+/g, "-")}-${k + 1}`,
    })),
  );

/** What `@tensorflow/tfjs` is made of, without the back ends of devices. */
const tensorflow = `
import { version_cpu } from "@tensorflow/tfjs-backend-cpu";
export * from "@tensorflow/tfjs-core";
export * from "@tensorflow/tfjs-layers";
export const version = version_cpu;
`;

describe("README and docs", () => {
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const name of ["tensorflow.mjs", "tensorflow.d.mts"]) writeFileSync(folder + name, tensorflow);
    for (const { code, file } of blocks) writeFileSync(`${folder}${file}.ts`, `${code}\nexport {};\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("have code that passes the type check as it stands", () => {
    const config = { extends: "../../tsconfig.json", compilerOptions: { types: [] }, include: ["*.ts"] };
    writeFileSync(`${folder}tsconfig.json`, JSON.stringify(config));
    expect(blocks.length).toBeGreaterThan(0);
    expect(spawnSync(`${root}node_modules/.bin/tsc`, ["-p", folder], { encoding: "utf8" }).stdout).toBe("");
  });

  it.concurrent.each(blocks)("have code that runs: $block", async ({ code, file }) => {
    writeFileSync(`${folder}${file}.mjs`, transformSync(code, { loader: "ts", format: "esm" }).code);
    await expect(run(process.execPath, [`${folder}${file}.mjs`])).resolves.toBeDefined();
  });
});
