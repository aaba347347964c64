// Writes what the bundles carry as text into modules: the kernels, and what the threads run.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

/** As hex: compressed it is smaller than base64. */
const hex = (file) => JSON.stringify(readFileSync(file).toString("hex"));

writeFileSync("src/backend/kernels.ts", `const kernels: string | object =\n  ${hex("build/kernels.wasm")};\nexport default kernels;\n`);

const { outputFiles } = await build({
  entryPoints: ["src/threads/worker.ts"],
  bundle: true,
  minify: true,
  format: "cjs",
  target: "es2022",
  external: ["node:worker_threads"],
  write: false,
});
writeFileSync(
  "src/threads/embedded.ts",
  `export const HELPER: string =\n  ${JSON.stringify(outputFiles[0].text)};\n` +
    `export const SHARED_KERNELS: string =\n  ${hex("build/kernels.shared.wasm")};\n`,
);
