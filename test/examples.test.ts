import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPixels, loadDigits, type Digits } from "../examples/digits/data.js";
import { Network } from "../examples/digits/network.js";
import { readOptions } from "../examples/digits/options.js";
import { sameBits } from "../examples/digits/race.js";
import { measure, truth } from "../examples/fit/data.js";
import { fitPeak } from "../examples/fit/main.js";
import { checkAll } from "../examples/gradients/main.js";
import { closedForm, gradientDescent, noisyLine, stochasticGradientDescent } from "../examples/regression.js";
import { draw } from "../examples/own-rule/picture.js";
import { CONTESTANTS, race } from "../examples/own-rule/race.js";
import { SizeAdam } from "../examples/own-rule/rule.js";
import { generator } from "./support.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const tsx = `${root}node_modules/.bin/tsx`;

describe("the digits network", () => {
  const random = generator(3);
  const shape = { inputs: 7, hidden: 5, outputs: 3 };
  const network = new Network(shape);
  const floats = (length: number) => Float64Array.from({ length }, () => random() * 2 - 1);
  const like = () => ({ W1: floats(35), b1: floats(5), W2: floats(15), b2: floats(3) });
  const batch = { images: floats(28), labels: Uint8Array.of(0, 2, 1, 1), picks: Uint32Array.of(0, 1, 2, 3) };

  it("has the gradients that finite differences have", () => {
    const [weights, grads] = [like(), like()];
    network.lossAndGrads(weights, grads, batch);
    const expected = structuredClone(grads);
    const loss = () => network.lossAndGrads(weights, grads, batch);
    for (const name of ["W1", "b1", "W2", "b2"] as const) {
      weights[name].forEach((value, i) => {
        const h = 1e-6;
        weights[name][i] = value + h;
        const above = loss();
        weights[name][i] = value - h;
        const below = loss();
        weights[name][i] = value;
        expect((above - below) / (2 * h), `${name}[${i}]`).toBeCloseTo(expected[name][i], 7);
      });
    }
  });

  it("notices data of another shape", () => {
    const file = (length: number, pixel: unknown) => ({ data: Array.from({ length }, () => pixel) });
    expect(() => checkPixels("0.json", [])).toThrow('0.json must hold { "data"');
    expect(() => checkPixels("0.json", file(783, 0))).toThrow("0.json must hold a multiple of 784 pixels, got 783");
    expect(() => checkPixels("0.json", file(784, 2))).toThrow("0.json: pixel 0 must be a number in [0, 1], got 2");
    expect(checkPixels("0.json", file(784, 0.5))).toHaveLength(784);
  });

  it("compares the bits of two endings", () => {
    const ending = (x: number) => ({
      weights: { W1: Float32Array.of(1, x) },
      state: { m: { W1: Float32Array.of(2) } },
    });
    expect(sameBits(ending(0.1) as never, ending(0.1) as never)).toBe(true);
    expect(sameBits(ending(0.1) as never, ending(0.1 + 1e-8) as never)).toBe(false);
    expect(sameBits(ending(0) as never, ending(-0) as never)).toBe(false);
  });
});

describe("npm start", () => {
  it("reads its options", () => {
    expect(readOptions([])).toMatchObject({ epochs: 3, dropout: 0, ensemble: 0 });
    expect(readOptions(["--epochs", "1", "--dropout", "0.2"])).toMatchObject({ epochs: 1, dropout: 0.2 });
    expect(readOptions(["--help"])).toBe("help");
  });

  it.each([["--epochs", "zero"], ["--nonsense"], ["--dropout", "1.5"], ["--json", "no/such/folder/x.json"]])(
    "refuses %s %s in one clear line",
    (...args) => {
      const { status, stderr } = spawnSync(tsx, ["examples/digits/main.ts", ...args], { cwd: root, encoding: "utf8" });
      expect(status).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(args[0]);
    },
  );
});

describe("the regression example", () => {
  const points = noisyLine({ count: 100, seed: 1 });
  const best = closedForm(points);

  it("comes to the least squares line by full-batch descent", () => {
    const { line, converged } = gradientDescent(points);
    expect(converged).toBe(true);
    expect(line.intercept).toBeCloseTo(best.intercept, 2);
    expect(line.slope).toBeCloseTo(best.slope, 2);
  });

  it("comes near it by stochastic descent at the rate 5 / (t + 50)", () => {
    const line = stochasticGradientDescent(points);
    expect(Math.abs(line.intercept - best.intercept)).toBeLessThan(0.15);
    expect(Math.abs(line.slope - best.slope)).toBeLessThan(0.15);
  });

  it("runs", () => {
    expect(execFileSync(tsx, ["examples/regression.ts"], { cwd: root, encoding: "utf8" })).toContain("least squares");
  });
});

it("the TensorFlow.js example goes on with the same losses when it is loaded", () => {
  const printed = execFileSync(tsx, ["examples/tensorflow/main.ts", "3"], { cwd: root, encoding: "utf8" });
  const [theirs, ours, goesOn, loaded] = [...printed.matchAll(/loss (\d\.\d+)/g)].map(([, loss]) => Number(loss));
  expect(ours).toBeCloseTo(theirs, 4);
  expect(loaded).toBe(goesOn);
});

describe("the example of a fit", () => {
  it("comes nearer to the truth by a soft loss than by squares", () => {
    const off = ({ params }: { params: { height: number } }) => Math.abs(params.height - truth.height);
    const [squares, soft] = (["linear", "softL1"] as const).map((loss) => fitPeak(measure(), loss));
    expect([squares.converged, soft.converged]).toEqual([true, true]);
    expect(off(soft)).toBeLessThan(off(squares));
  });

  it("runs, and draws data, curves and residuals", () => {
    expect(execFileSync(tsx, ["examples/fit/main.ts"], { cwd: root, encoding: "utf8" })).toContain("peak.svg");
    const drawn = readFileSync(`${root}examples/fit/out/peak.svg`, "utf8");
    for (const part of ["Data, and the peak", "Residuals", "<circle", "<path"]) expect(drawn).toContain(part);
  });
});

it("the example of gradients finds what is forgotten", () => {
  const [right, noL2, neither] = checkAll(false);
  expect([right.ok, noL2.ok, neither.ok]).toEqual([true, false, false]);
  expect(noL2.mistakes.join()).toContain("lacks 0.100 · p");
  expect(neither.mistakes.join()).toContain("is 25 times too large");
  expect(execFileSync(tsx, ["examples/gradients/main.ts"], { cwd: root, encoding: "utf8" })).toContain("verdict");
});

describe("the example of an own rule", () => {
  it("has a rule that moves as its formula", () => {
    const [lr, beta1, beta2, eps] = [0.01, 0.9, 0.99, 1e-6];
    const params = { x: new Float64Array([1]) };
    const optimizer = new SizeAdam({ lr });
    let [x, m, a] = [1, 0, 0];
    for (let t = 1; t < 20; t++) {
      const g = Math.cos(t) * 3 + x;
      optimizer.update(params, { x: new Float64Array([g]) });
      [m, a] = [beta1 * m + (1 - beta1) * g, beta2 * a + (1 - beta2) * Math.abs(g)];
      const direction = (beta1 * m) / (1 - beta1 ** (t + 1)) + ((1 - beta1) * g) / (1 - beta1 ** t);
      x -= (lr * direction) / (a / (1 - beta2 ** t) + eps);
      expect(params.x[0]).toBeCloseTo(x, 12);
    }
  });

  it("learns faster by it than by SGD, and draws both", () => {
    const { training, test } = loadDigits();
    const few = (digits: Digits, count: number) => ({
      images: digits.images.subarray(0, count * 784),
      labels: digits.labels.subarray(0, count),
    });
    const rows = CONTESTANTS.slice(0, 2).map((contestant) =>
      race(contestant, { training: few(training, 1500), test: few(test, 200) }, { epochs: 2, every: 15 }),
    );
    const [own, sgd] = rows.map(({ reached }) => reached.map(({ accuracy }) => accuracy));
    expect([own.length, own[0] > sgd[0], own[1] > 0.8]).toEqual([2, true, true]);
    for (const { name } of rows) expect(draw(rows)).toContain(`>${name} `);
  });

  it("refuses what is no number of epochs in one clear line", () => {
    const { status, stderr } = spawnSync(tsx, ["examples/own-rule/main.ts", "none"], { cwd: root, encoding: "utf8" });
    expect([status, stderr.trim()]).toEqual([2, "error: epochs must be a whole number above 0, got none"]);
  });
});

describe("the example of a cluster, by threads", () => {
  const folder = mkdtempSync(join(tmpdir(), "optim-wasm-cluster-"));
  beforeAll(() => void execFileSync("npm", ["run", "--silent", "cluster"], { cwd: root, stdio: "pipe" }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["examples/cluster/out/threads.js", ...args], { cwd: root, encoding: "utf8" });
  const weights = (text: string) => /weights (\w{8})/.exec(text)?.[1];

  it("goes on from the newest complete files to the same bits, and with another number of ranks", () => {
    const into = (name: string) => ["--folder", join(folder, name), "--ranks"];
    const whole = run(...into("whole"), "2", "--epochs", "2").stdout;
    expect(whole).toMatch(/2 ranks, sharded, from the start\nepoch 1: .*\nepoch 2: loss 0\.2\d+, 9\d\.\d+ % right\n/);
    expect(whole).toContain("all ranks have the same weights: true");
    run(...into("parted"), "2", "--epochs", "1");
    // Of a job that ended before all ranks had written.
    mkdirSync(join(folder, "parted", "step-000000160"));
    const second = run(...into("parted"), "2", "--epochs", "2").stdout;
    expect(second).toMatch(/2 ranks, sharded, from \S+step-000000080, 2 files\nepoch 2/);
    expect(weights(second)).toBe(weights(whole));
    expect(weights(whole)).toHaveLength(8);
    const other = run(...into("parted"), "3", "--epochs", "3", "--replicated").stdout;
    expect(other).toMatch(/3 ranks, replicated, from \S+step-000000160, 2 files\nepoch 3/);
  }, 120_000);

  it("refuses what is no number of ranks in one clear line", () => {
    const { status, stderr } = run("--ranks", "none");
    expect([status, stderr.trim()]).toEqual([2, 'error: --ranks must be a whole number above 0, got "none"']);
  });
});
