import { describe, expect, it } from "vitest";
import { bundled, sizes } from "../scripts/sizes.mjs";
import { catalog } from "./catalog.js";

describe("the size of", async () => {
  const [one, everything, kernels] = Object.values(await sizes());

  it("one optimizer in a bundle, with all that its options and methods need, is at most 18 kB (gzip)", () => {
    expect(one.gzip).toBeLessThanOrEqual(18_000);
  });

  it("the whole package in a bundle is at most 22 kB (gzip)", () => {
    expect(everything.gzip).toBeLessThanOrEqual(22_000);
  });

  it("the kernels is under 9.5 kB", () => {
    expect(kernels.raw).toBeLessThan(9_500);
  });
});

it("a bundle of one optimizer has no other in it", async () => {
  const titles = catalog.map(({ create }) => create().constructor.name);
  for (const title of titles) {
    const bundle = await bundled(`import { ${title} } from "optim-wasm"; globalThis.it = ${title};`);
    expect(titles.filter((other) => bundle.includes(`"${other}"`))).toEqual([title]);
  }
});
