// What the package weighs in a bundle: bytes raw, by gzip and by brotli.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));

export async function sizes() {
  return {
    "`import { SGD }`": weight(await bundled('import { SGD } from "optim-wasm"; globalThis.it = SGD;')),
    "`import { Adam }`": weight(await bundled('import { Adam } from "optim-wasm"; globalThis.it = Adam;')),
    everything: weight(await bundled('import * as all from "optim-wasm"; globalThis.it = all;')),
    "`optim-wasm.min.js`, for script tags": weight(readFileSync(`${root}dist/optim-wasm.min.js`)),
    "Adam's kernels alone (`.wasm`, float32)": weight(readFileSync(`${root}build/f32/adam.wasm`)),
  };
}

/** A minified bundle of these lines, as a user's bundler makes it. */
export async function bundled(contents) {
  const stdin = { contents, resolveDir: root };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

function weight(content) {
  return {
    raw: Buffer.byteLength(content),
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content).length,
  };
}
