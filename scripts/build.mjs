// Bundles src into dist; the declarations come from tsc.
import { copyFileSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: ["src/index.ts"],
  outdir: "dist",
  bundle: true,
  format: "esm",
  target: "es2022",
  sourcemap: true,
  legalComments: "inline",
  banner: { js: "/*! Contains @assemblyscript/loader, Apache-2.0, see loader.LICENSE */" },
});
copyFileSync("node_modules/assemblyscript/LICENSE", "dist/loader.LICENSE");
