import { describe, expect, it } from "vitest";
import { Held } from "../../src/threads/held.js";
import { expectProgram, inHelper, POOL } from "./program.js";

describe("memory that a pool shared", () => {
  /** 160 maps with .8 GB in all, and whether there was ever more than half of it. */
  const loop = (step: string) => `
    const model = { W: new Float32Array(300_000) };
    const own = { W: new Float32Array(300_000) };
    const before = process.memoryUsage().rss;
    let most = 0;
    for (let k = 0; k < 160; k++) {
      const optimizer = new Adam({ pool });
      ${step}
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    console.log(most < 380e6 || most);`;
  const allocate = "const { params, grads } = optimizer.allocate(model);";

  it.each([
    {
      title: "updated by all threads",
      step: `${allocate} for (let k = 0; k < 3; k++) optimizer.update(params, grads);`,
    },
    { title: "never updated", step: allocate },
    { title: "used for the caller's arrays", step: "optimizer.update(own, model);" },
  ])("goes with its maps in a loop that never yields, $title", ({ step }) => {
    expectProgram(`${POOL} ${loop(step)} pool.stop();`, ["true"]);
  });

  it("does not pile up before a helper that is held up", () => {
    const held = inHelper("WebAssembly.Instance = function (...given) { while (true); };");
    expectProgram(`${held} ${POOL} ${loop(`${allocate} optimizer.update(params, grads);`)} pool.stop();`, ["true"]);
  });

  it("goes with its maps where the calling thread yields", () => {
    expectProgram(
      `${POOL}
        const rss = () => process.memoryUsage().rss;
        const before = rss();
        (() => {
          const optimizer = new Adam({ pool });
          const { params, grads } = optimizer.allocate({ W: new Float32Array(10_000_000) });
          grads.W.fill(1);
          for (let k = 0; k < 3; k++) optimizer.update(params, grads);
        })();
        console.log(rss() - before > 140e6);
        let rounds = 0;
        while (rss() - before > 100e6 && rounds++ < 1_000) { gc(); await new Promise((resolve) => setTimeout(resolve, 10)); }
        console.log(rss() - before < 100e6 || rss() - before);
        pool.stop();`,
      ["true", "true"],
      "--expose-gc",
    );
  });
});

describe("the memories that helpers hold", () => {
  it("are those used last", () => {
    const held = new Held();
    expect(held.use(0)).toBe(false);
    for (let id = 0; id < 3; id++) expect(held.take(id, 40e6)).toEqual([]);
    expect(held.use(0)).toBe(true);
    expect(held.take(3, 40e6)).toEqual([1]);
    expect([0, 1, 2, 3].map((id) => held.use(id))).toEqual([true, false, true, true]);
    expect(held.take(4, 100e6)).toEqual([0, 2, 3]);
    expect(held.take(5, 1e9)).toEqual([4]);
    expect(held.use(5)).toBe(true);
    expect(held.take(6, 1e6)).toEqual([5]);
  });

  it("are 32 at most", () => {
    const held = new Held();
    for (let id = 0; id < 32; id++) expect(held.take(id, 1e6)).toEqual([]);
    expect(held.take(32, 1e6)).toEqual([0]);
  });

  it("make room when one is dropped, once", () => {
    const held = new Held();
    held.take(0, 100e6);
    expect([held.drop(0), held.drop(0), held.use(0)]).toEqual([true, false, false]);
    expect(held.take(1, 100e6)).toEqual([]);
  });
});
