// Bundles src into dist, once with the kernels inlined, once importing them for edge runtimes; tsc adds the declarations.
import { copyFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

const WASM = "./kernels.wasm?module";
const importKernels = {
  name: "import kernels",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/kernels\.js$/ }, () => ({ path: WASM, external: true })),
};

const common = { bundle: true, format: "esm", target: "es2022", sourcemap: true, outdir: "dist" };

rmSync("dist", { recursive: true, force: true });
await build({ ...common, entryPoints: ["src/index.ts"] });
await build({ ...common, entryPoints: { schedules: "src/schedules/index.ts" } });
await build({ ...common, entryPoints: { threads: "src/threads/pool.ts" } });
await build({ ...common, entryPoints: { edge: "src/index.ts" }, plugins: [importKernels] });
copyFileSync("build/kernels.wasm", "dist/kernels.wasm");
