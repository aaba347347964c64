import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import * as library from "../src/index.js";
import { save } from "optim-wasm/checkpoint";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");
const TRAIN = `
  const params = { W: new Float32Array([1, -2, 3]), b: 0.5 };
  const optimizer = new Adam({ lr: 0.1 });
  for (let step = 0; step < 20; step++) optimizer.update(params, { W: params.W.map((w) => 2 * w), b: 2 * params.b });
  [...params.W, params.b, optimizer.backend, optimizer.constructor.name];`;
const train = (Adam: typeof library.Adam): unknown => new Function("Adam", TRAIN.replace("[...", "return [..."))(Adam);

describe("the files for script tags", () => {
  it("the module has what the first entry has, and computes the same bits", async () => {
    const single = (await import(`${root}dist/optim-wasm.min.js`)) as typeof library;
    expect(Object.keys(single).toSorted()).toEqual(Object.keys(library).toSorted());
    expect(train(single.Adam)).toEqual(train(library.Adam));
  });

  it("the other entries know its optimizers", async () => {
    const { Adam } = (await import(`${root}dist/optim-wasm.min.js`)) as typeof import("optim-wasm");
    const optimizer = new Adam();
    optimizer.update({ x: [1] }, { x: [1] });
    expect(save(optimizer).length).toBeGreaterThan(0);
  });

  it("the script defines one global, without modules", () => {
    const page = createContext({ console, WebAssembly, atob });
    runInContext(read("dist/optim-wasm.iife.min.js"), page);
    expect(runInContext("Object.keys(optimWasm)", page).toSorted()).toEqual(Object.keys(library).toSorted());
    const ended = runInContext(`{ const { Adam } = optimWasm;${TRAIN} }`, page) as unknown[];
    expect(Array.from(ended)).toEqual(train(library.Adam));
  });

  it("CDNs give the script where no file is named", () => {
    const { unpkg, jsdelivr } = JSON.parse(read("package.json")) as Record<"unpkg" | "jsdelivr", string>;
    expect([unpkg, jsdelivr]).toEqual(["./dist/optim-wasm.iife.min.js", "./dist/optim-wasm.iife.min.js"]);
  });
});
