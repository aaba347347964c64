import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Adam, ReduceOnPlateau, type Optimizer, type ParamMap } from "../../src/index.js";
import { load, save } from "../../src/checkpoint/index.js";
import { catalog } from "../catalog.js";
import { expectSameMaps } from "../support.js";
import { expectSameRun, plans, Training } from "../training.js";

const BACKENDS = [
  ["wasm", "js"],
  ["js", "wasm"],
] as const;

describe.each(catalog)("$name", (row) => {
  it.each(BACKENDS)("goes on from a file as if it had never stopped, from %s to %s", (one, other) => {
    fc.assert(
      fc.property(plans, fc.nat(20), fc.boolean(), (plan, at, before) => {
        const expected = new Training(row, plan, { backend: one }).goOn(0, 20);
        const first = new Training(row, plan, { backend: one }).goOn(0, at);
        const bytes = save(first.optimizer);
        const loaded = (optimizer: Optimizer) => void load(optimizer, bytes);
        const next = new Training(row, plan, { backend: other }, { params: first.params, load: loaded, before });
        expectSameRun(next, first, "loaded");
        expectSameRun(next.goOn(at, 20), expected, "at the end");
      }),
      { numRuns: 250 },
    );
  });

  it("takes the file's numbers where the new optimizer has the defaults", () => {
    const options = { lr: 0.3, weightDecay: 0.1, clipNorm: 0.5, nonFinite: "skip" as const, maximize: true };
    const [a, b] = [row.create(options), row.create()];
    const [p, q] = [{ W: [1, 2, 3] }, { W: [1, 2, 3] }];
    load(b, save(a));
    a.update(p, { W: [3, 4, 5] });
    b.update(q, { W: [3, 4, 5] });
    expectSameMaps(q, p, "params");
    expect(save(b)).toEqual(save(a));
  });
});

it.each(BACKENDS)("goes on in another process, from %s to %s", (one, other) => {
  const folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
  const [file, params] = [join(folder, "state.safetensors"), join(folder, "params.json")];
  const child = `
    import { readFileSync, writeFileSync } from "node:fs";
    import * as library from "optim-wasm";
    import { save } from "optim-wasm/checkpoint";
    ${[start, calls].map(String).join("\n")}
    const { optimizer, params, plateau } = start(library, ${JSON.stringify(one)});
    calls(optimizer, params, plateau, 0, 10);
    writeFileSync(${JSON.stringify(file)}, save(optimizer));
    writeFileSync(${JSON.stringify(params)}, JSON.stringify({ W: [...params.W], b: params.b, x: params.x }));`;
  try {
    const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", child], {
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      encoding: "utf8",
    });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    const expected = start({ Adam, ReduceOnPlateau }, one);
    calls(expected.optimizer, expected.params, expected.plateau, 0, 20);
    const next = start({ Adam, ReduceOnPlateau }, other);
    const kept = JSON.parse(readFileSync(params, "utf8")) as { W: number[]; b: number[]; x: number };
    Object.assign(next.params, kept, { W: Float32Array.from(kept.W) });
    load(next.optimizer, readFileSync(file).subarray());
    calls(next.optimizer, next.params, next.plateau, 10, 20);
    expectSameMaps(next.params, expected.params, "params");
    expect(save(next.optimizer)).toEqual(save(expected.optimizer));
    // And a file from here is read there.
    writeFileSync(file, save(next.optimizer));
    const reads = `import { readFileSync } from "node:fs"; import * as library from "optim-wasm"; import { load, save } from "optim-wasm/checkpoint"; ${String(start)}
      const { optimizer } = start(library, ${JSON.stringify(one)}); load(optimizer, readFileSync(${JSON.stringify(file)}));
      console.log(Buffer.from(save(optimizer)).equals(readFileSync(${JSON.stringify(file)})));`;
    expect(
      spawnSync(process.execPath, ["--input-type=module", "--eval", reads], {
        cwd: fileURLToPath(new URL("../../", import.meta.url)),
        encoding: "utf8",
      }).stdout,
    ).toBe("true\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** An optimizer with all options; its text also runs in another process. */
function start(library: { Adam: typeof Adam; ReduceOnPlateau: typeof ReduceOnPlateau }, backend: "wasm" | "js") {
  const plateau = new library.ReduceOnPlateau({ initValue: 0.1, patience: 1 });
  const optimizer = new library.Adam({
    lr: plateau,
    weightDecay: (iteration) => 0.1 / (1 + iteration),
    clipNorm: 2,
    accumulate: 3,
    emaDecay: 0.9,
    nonFinite: "skip",
    groups: [
      { match: ["b"], lr: 0.01, l2: 0.1, maximize: true },
      { match: /^x$/, clipValue: 0.5 },
    ],
    backend,
  });
  const params: ParamMap = { W: Float32Array.from({ length: 9 }, (_, i) => i - 4), b: [1, 2, 3], x: 0.5 };
  return { optimizer, params, plateau };
}

function calls(optimizer: Adam, params: ParamMap, plateau: ReduceOnPlateau, begin: number, end: number): void {
  for (let t = begin; t < end; t++) {
    plateau.step((t * 5) % 7);
    const value = (i: number) => (t === 4 && i === 2 ? NaN : (((t * 7 + i * 13) % 11) - 5) / 3);
    optimizer.update(
      params,
      { W: Float32Array.from({ length: 9 }, (_, i) => value(i)), b: [0, 1, 2].map(value), x: value(0) },
      { gradScale: 0.5 },
    );
  }
}
