// Writes what workers run as text into modules: the helpers of the thread pool, and the ranks of `distributed/threads`.
import { writeFileSync } from "node:fs";
import { build } from "esbuild";

for (const [folder, name] of [
  ["src/threads", "HELPER"],
  ["src/distributed/threads", "WORKER"],
]) {
  const { outputFiles } = await build({
    entryPoints: [`${folder}/worker.ts`],
    bundle: true,
    minify: true,
    format: "cjs",
    target: "es2022",
    external: ["node:worker_threads"],
    write: false,
  });
  writeFileSync(`${folder}/embedded.ts`, `export const ${name}: string =\n  ${JSON.stringify(outputFiles[0].text)};\n`);
}
