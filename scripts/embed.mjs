// Writes what helpers of the thread pool run as text into a module.
import { writeFileSync } from "node:fs";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: ["src/threads/worker.ts"],
  bundle: true,
  minify: true,
  format: "cjs",
  target: "es2022",
  external: ["node:worker_threads"],
  write: false,
});
writeFileSync("src/threads/embedded.ts", `export const HELPER: string =\n  ${JSON.stringify(outputFiles[0].text)};\n`);
