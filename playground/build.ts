import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { writeCatalog } from "./catalog.js";
import { writeClasses } from "./classes.js";
import { writeDigits } from "./digits.js";
import { policy } from "./policy.js";

const here = fileURLToPath(new URL("./", import.meta.url));
export const OUT = `${here}dist`;

/** The package by its sources, so that what its entries have in common comes once: 6 % less to load, of Fit 45 %. */
const bySources: Plugin = {
  name: "the package by its sources",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^optim-wasm(\/|$)/ }, ({ path }) => ({
      path: fileURLToPath(new URL(`../src${path.slice("optim-wasm".length)}/index.ts`, import.meta.url)),
    })),
};

/** Writes dist: a folder that any static server can give out under any path. */
export async function buildPlayground(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  writeCatalog();
  writeClasses();
  await build({
    entryPoints: {
      main: `${here}src/main.ts`,
      style: `${here}style/main.css`,
      "digits-worker": `${here}src/digits/worker.ts`,
      "speed-worker": `${here}src/speed/worker.ts`,
    },
    outdir: OUT,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    sourcemap: true,
    chunkNames: "[name]-[hash]",
    logLevel: "warning",
    plugins: [bySources],
  });
  const page = readFileSync(`${here}index.html`, "utf8");
  writeFileSync(`${OUT}/index.html`, page.replace("POLICY", policy()));
  copyFileSync(`${here}icon.svg`, `${OUT}/icon.svg`);
  writeDigits(`${OUT}/digits.bin`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPlayground();
