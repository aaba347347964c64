import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

describe("the size of", () => {
  it("the kernels is under 6 kB", () => {
    expect(readFileSync(`${root}build/kernels.wasm`).length).toBeLessThan(6_000);
  });

  it("a bundle of Adam, minified and compressed, is under 8 kB", async () => {
    const bundle = await bundled('import { Adam } from "optim-wasm"; globalThis.Adam = Adam;');
    expect(gzipSync(bundle, { level: 9 }).length).toBeLessThan(8_000);
  });

  it("a bundle of SGD has no other optimizer in it", async () => {
    const bundle = await bundled('import { SGD } from "optim-wasm"; globalThis.SGD = SGD;');
    expect(bundle).toMatch(/"SGD"/);
    expect(bundle).not.toMatch(/"(Momentum|Nesterov|AdaGrad|RMSProp|Adam)"/);
  });
});

async function bundled(contents: string): Promise<string> {
  const stdin = { contents, resolveDir: root };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false, logLevel: "error" });
  return outputFiles[0].text;
}
