import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineOptimizer, positive, share, type Kernels } from "../../src/define/index.js";
import { Lion } from "../../src/index.js";
import { expectSameBits, generator } from "../support.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "optim-wasm-compile-"));
const at = (file: string): string => join(folder, file);
const read = (file: string): string => readFileSync(at(file), "utf8");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as it ends, in the folder. */
function run(args: readonly string[], cli = join(root, "dist/cli.js")): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, [cli, ...args], { cwd: folder }, (error, stdout, stderr) =>
      done({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function kernelsIn(file: string): Promise<Kernels<never, never>> {
  const { kernels } = (await import(/* @vite-ignore */ pathToFileURL(at(file)).href)) as {
    kernels: Kernels<never, never>;
  };
  return kernels;
}

const MASKED = `
  m = keep * m + gain * g;
  p += rate * ease * m;
`;

/** Of our own: one that is unrolled, one that divides and moves the parameter, one that keeps nothing. */
const OWN = ["lion", "adopt", "sgd"];

beforeAll(async () => {
  for (const name of OWN) cpSync(join(root, `assembly/${name}.ts`), at(`${name}.ts`));
  const parameters = ["g", "p", "m", "ease", "rate", "keep", "gain"].map((each) => `${each}: lanes`);
  writeFileSync(at("masked.ts"), `export function masked(${parameters.join(", ")}): lanes {${MASKED}  return p;\n}\n`);
  const ended = await Promise.all([
    ...OWN.map((name) => run(["compile", `${name}.ts`, "-o", `${name}-kernels.js`])),
    run(["compile", "lion.ts", "--edge", "--out", "edge.mjs"]),
    run(["compile", "masked.ts", "-o", "masked.mjs", "--per-element", "ease"]),
  ]);
  for (const { status, stderr } of ended.slice(0, -1)) expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(ended.at(-1)?.status).toBe(0);
}, 240_000);

/** Steps over hard gradients, and what is left of them. */
function train(optimizer: InstanceType<typeof Lion>, more?: object): number[] {
  const random = generator(3);
  const params = { W: new Float32Array(37), b: new Float64Array(11), c: [0.5, -1, 2] };
  for (const values of Object.values(params)) values.forEach((_, k) => (values[k] = 4 * random() - 2));
  for (let step = 0; step < 30; step++) {
    const hard = <Values extends { map(of: () => number): Values }>(values: Values): Values =>
      values.map(() => (random() < 0.1 ? 0 : 10 ** (30 * random() - 25) * (2 * random() - 1)));
    optimizer.update(params, { W: hard(params.W), b: hard(params.b), c: hard(params.c) }, more);
  }
  return [params, ...Object.values(optimizer.state)].flatMap((map) => Object.values(map).flatMap((each) => [...each]));
}

describe("a rule compiled by the command", () => {
  it.each(OWN)("has the bytes of the build's own: %s", async (name) => {
    const built = (await import(`../../src/kernels/${name}.ts`)) as { kernels: Kernels };
    const { wasm, slots, scalars = [] } = await kernelsIn(`${name}-kernels.js`);
    expect({ wasm, slots }).toEqual({ wasm: built.kernels.wasm, slots: built.kernels.slots });
    expect(scalars.length).toBeGreaterThan(0);
    const [, own] = readFileSync(join(root, `src/kernels/${name}.ts`), "utf8").split(/(?<=  wasm,)/);
    expect(read(`${name}-kernels.js`).split(/(?<=  wasm,)/)[1]).toBe(own);
  });

  it("has its modules in files of their own for edge runtimes", () => {
    for (const type of ["f32", "f64"]) {
      expect(readFileSync(at(`edge.${type}.wasm`))).toEqual(readFileSync(join(root, `build/${type}/lion.wasm`)));
      expect(read("edge.mjs")).toContain(`import ${type} from "./edge.${type}.wasm?module";\n`);
    }
    expect(read("edge.mjs").split("export const")[1]).toBe(read("lion-kernels.js").split("export const")[1]);
    expect(read("edge.d.mts")).toBe(read("lion-kernels.d.ts"));
    expect(read("lion-kernels.d.ts")).toContain('Kernels<"m", "rate" | "keep1" | "gain1" | "keep2" | "gain2">;\n');
  });

  const options = { lr: positive(0.0001), beta1: share(0.9), beta2: share(0.99) };
  type LionKernels = Kernels<"m", "rate" | "keep1" | "gain1" | "keep2" | "gain2">;
  const lionOf = (kernels: LionKernels) =>
    defineOptimizer({
      title: "Lion",
      options,
      scalars: ({ lr, beta1, beta2 }) => ({
        rate: -lr,
        keep1: beta1,
        gain1: 1 - beta1,
        keep2: beta2,
        gain2: 1 - beta2,
      }),
      rule: kernels,
    });

  it.each(["wasm", "js"] as const)("gives the bits of the class of the library, by %s", async (backend) => {
    const Own = lionOf(await kernelsIn("lion-kernels.js"));
    const asked = { clipNorm: 3, weightDecay: 0.1, clipValue: 0.5, l2: 0.01 };
    for (const more of [{}, { weightDecay: 0.1 }, asked]) {
      const optimizer = new Own({ lr: 0.01, backend, ...more });
      expect(optimizer.backend).toBe(backend);
      expectSameBits(train(optimizer as never), train(new Lion({ lr: 0.01, backend, ...more }) as never), backend);
    }
  });

  it("may read of each element what it is told, as its text at run time does", async () => {
    const shared = {
      title: "Masked",
      options: { lr: positive(0.1) },
      scalars: ({ lr }: { lr: number }) => ({ rate: -lr, keep: 0.9, gain: 0.1 }),
      perElement: ["ease"] as const,
    };
    const compiled = await kernelsIn("masked.mjs");
    expect(read("masked.d.mts")).toContain('Kernels<"m" | "ease", "rate" | "keep" | "gain">');
    const given = { perElement: { ease: { W: 0.5, b: new Float64Array(11).map((_, k) => k / 8), c: [1, 0, 2] } } };
    for (const backend of ["wasm", "js"] as const) {
      const [made, text] = [compiled as Kernels, MASKED].map((rule) => {
        const Class = defineOptimizer({ ...shared, rule: rule as string });
        return train(new Class({ backend }) as never, given);
      });
      expectSameBits(made, text, backend);
    }
  });

  it("is refused where the definition does not fit it", async () => {
    const kernels: Kernels = await kernelsIn("lion-kernels.js");
    const definition = { title: "Lion", options, rule: kernels };
    expect(() => defineOptimizer({ ...definition, scalars: () => ({ rate: 1 }) })).toThrow(
      "Lion: the compiled rule reads keep1, which it is not given",
    );
    const scalars = () => ({ rate: 1, keep1: 1, gain1: 1, keep2: 1, gain2: 1 });
    expect(() => defineOptimizer({ ...definition, scalars, perElement: ["ease"] })).toThrow(
      "Lion: the compiled rule reads ease, which it is not given",
    );
    expect(() => defineOptimizer({ ...definition, scalars, rule: {} as Kernels })).toThrow("rule is missing");
    const typed = kernels as LionKernels;
    // @ts-expect-error: the kernels' scalars are known by their type.
    expect(() => defineOptimizer({ ...definition, rule: typed, scalars: () => ({ rate: 1 }) })).toThrow("keep1");
  });
});

describe("the command", () => {
  it.each([
    ["no command", [], 2, "a command is missing: compile"],
    ["another command", ["build"], 2, "unknown command build: compile"],
    ["no rule", ["compile"], 2, "the rule's file is missing: compile my-rule.ts -o my-rule.js"],
    ["two rules", ["compile", "lion.ts", "sgd.ts", "-o", "x.js"], 2, "one rule at a time: sgd.ts is one too many"],
    ["no module", ["compile", "lion.ts"], 2, "-o is missing: where the module is written"],
    ["a module of another kind", ["compile", "lion.ts", "-o", "x.ts"], 2, "-o x.ts: the module's name ends in"],
    ["a rule of another kind", ["compile", "lion.js", "-o", "x.js"], 2, "lion.js: a rule's file ends in .ts"],
    ["an unknown option", ["compile", "lion.ts", "--fast"], 2, "Unknown option '--fast'"],
    ["a file that is not there", ["compile", "x.ts", "-o", "x.js"], 1, "x.ts: there is no such file"],
    ["a folder that is not there", ["compile", "lion.ts", "-o", "a/x.js"], 1, "ENOENT: no such file or directory"],
    ["no such parameter", ["compile", "lion.ts", "-o", "x.js", "--per-element", "q"], 1, "lion.ts:1: the rule has no"],
  ] as const)("ends with an error that says what is wrong: %s", async (_, args, status, message) => {
    const ended = await run(args);
    expect(ended).toMatchObject({ status, stdout: "" });
    expect(ended.stderr.startsWith(message), ended.stderr).toBe(true);
    expect(ended.stderr).not.toContain("    at ");
  });

  it("names the line of what is no rule, and writes nothing", async () => {
    writeFileSync(
      at("wrong.ts"),
      "export function wrong(g: lanes, rate: lanes): lanes {\n  return rate * cbrt(g);\n}\n",
    );
    const stderr = "wrong.ts:2: cbrt is not the same on every engine: compute it in scalars\n";
    expect(await run(["compile", "wrong.ts", "-o", "wrong.js"])).toEqual({ status: 1, stdout: "", stderr });
    expect(() => read("wrong.js")).toThrow("ENOENT");
  });

  it("names the compiler where that is missing, and how to install it", async () => {
    for (const each of ["cli.js", "compiler"]) cpSync(join(root, "dist", each), at(each), { recursive: true });
    writeFileSync(at("package.json"), '{ "type": "module" }');
    const { status, stderr } = await run(["compile", "sgd.ts", "-o", "x.js"], at("cli.js"));
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "AssemblyScript compiles rules, and is not installed: npm install --save-dev assemblyscript@0.28\n",
    });
  });

  it("tells what it can do", async () => {
    const { status, stdout } = await run(["--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("--edge");
  });
});
