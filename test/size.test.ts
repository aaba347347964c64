import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bundled } from "../scripts/sizes.mjs";
import { catalog } from "./catalog.js";

const weigh = async (title: string): Promise<number> => {
  const source = `import { ${title} } from "optim-wasm"; new ${title}().update({ x: [1] }, { x: [1] });`;
  return gzipSync(await bundled(source), { level: 9 }).length;
};

/** What is asked for, and is not met: once it is, this fails, and becomes an ordinary test. */
it.fails.each([
  ["SGD", 12_750],
  ["Adam", 13_100],
])("what one update of %s needs is at most %i bytes compressed", async (title, most) => {
  expect(await weigh(title)).toBeLessThanOrEqual(most);
});

it.each([
  ["SGD", 20_660],
  ["Adam", 20_570],
])("what one update of %s needs does not grow above %i bytes meanwhile", async (title, most) => {
  expect(await weigh(title)).toBeLessThanOrEqual(most);
});

/** What a rule of one's own takes beside an optimizer of the library's. */
const ofDefining = async (): Promise<number> => {
  const names = "defineOptimizer, positive, share, oneOf, bias";
  const beside = `import { SGD } from "optim-wasm"; import { ${names} } from "optim-wasm/define";`;
  const source = `${beside} globalThis.it = [new SGD().update({ x: [1] }, { x: [1] }), ${names}];`;
  return gzipSync(await bundled(source), { level: 9 }).length - (await weigh("SGD"));
};

it.fails("optim-wasm/define is at most 5,000 bytes compressed beside an optimizer, as is asked for", async () => {
  expect(await ofDefining()).toBeLessThanOrEqual(5000);
});

it("optim-wasm/define does not grow above 8,920 bytes meanwhile", async () => {
  expect(await ofDefining()).toBeLessThanOrEqual(8920);
});

it("a bundle of one optimizer has no other in it", async () => {
  const titles = [...new Set(catalog.map(({ create }) => create().constructor.name))];
  for (const title of titles) {
    const bundle = await bundled(`import { ${title} } from "optim-wasm"; globalThis.it = ${title};`);
    expect(titles.filter((other) => bundle.includes(`"${other}"`))).toEqual([title]);
  }
});
