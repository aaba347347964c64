import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bundled } from "../scripts/sizes.mjs";
import { catalog } from "./catalog.js";

it.each([
  ["SGD", 12_150],
  ["Adam", 12_500],
])("what one update of %s needs is at most %i bytes compressed", async (title, most) => {
  const source = `import { ${title} } from "optim-wasm"; new ${title}().update({ x: [1] }, { x: [1] });`;
  expect(gzipSync(await bundled(source), { level: 9 }).length).toBeLessThanOrEqual(most);
});

it("a bundle of one optimizer has no other in it", async () => {
  const titles = [...new Set(catalog.map(({ create }) => create().constructor.name))];
  for (const title of titles) {
    const bundle = await bundled(`import { ${title} } from "optim-wasm"; globalThis.it = ${title};`);
    expect(titles.filter((other) => bundle.includes(`"${other}"`))).toEqual([title]);
  }
});
