import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import {
  Adam,
  clipAdaptive,
  clipNormPerTensor,
  clipUpdateRms,
  l1,
  lookahead,
  noise,
  project,
  Rprop,
  ScheduleFreeSGD,
  SGD,
  sparseRows,
  type Pass,
} from "../../src/index.js";

describe("refused, with nothing changed:", () => {
  it.each<[string, () => unknown, string]>([
    ["steps", () => lookahead({ steps: 1.5 }), "lookahead: steps must be a whole number ≥ 1, got 1.5"],
    ["alpha", () => lookahead({ alpha: 0 }), "lookahead: alpha must be a finite number in (0, 1], got 0"],
    ["an option", () => lookahead({ k: 5 } as never), 'unknown option "k": lookahead takes steps, alpha'],
    ["eta", () => noise({ eta: -1 }), "noise: eta must be a finite number ≥ 0, got -1"],
    ["seed", () => noise({ seed: "a" } as never), 'noise: seed must be a whole number ≥ 0, got "a"'],
    ["l1", () => l1(0), "l1 must be a finite number above 0, got 0"],
    ["a word", () => project("positive" as never), 'project must be "nonNegative" or { min, max }, got "positive"'],
    ["no bounds", () => project({}), 'project must be "nonNegative" or { min, max }, got Object'],
    ["bounds", () => project({ min: 2, max: 1 }), "project: min is 2 and above max, 1"],
    ["a bound", () => project({ min: NaN }), "project: min must be a finite number, got NaN"],
    ["a limit", () => clipNormPerTensor(Infinity), "clipNormPerTensor must be a finite number above 0, got Infinity"],
    ["an update's limit", () => clipUpdateRms(-1), "clipUpdateRms must be a finite number above 0, got -1"],
    ["clipping", () => clipAdaptive({ clipping: 0 }), "clipAdaptive: clipping must be a finite number above 0, got 0"],
    ["units", () => clipAdaptive({ units: "all" as never }), 'units must be "columns" or "rows", got "all"'],
    ["no passes", () => new SGD({ passes: [{}] as never }), "passes must be a list of passes, got Object"],
    ["a function", () => new SGD({ passes: [lookahead] as never }), "passes must be a list of passes, got Function"],
    ["two", () => new SGD({ passes: [lookahead(), lookahead()] }), "passes has lookahead twice: give it once"],
    [
      "parameters made of state",
      () => new ScheduleFreeSGD({ passes: [l1(1)] }),
      "passes: l1 changes parameters, and ScheduleFreeSGD makes them anew of its state: take another optimizer",
    ],
    [
      "a rate that is none",
      () => new Rprop({ passes: [l1(1)] }),
      "passes: l1 goes by the rate of a step, and lr of Rprop is that of the first alone: take another optimizer",
    ],
    [
      "a move by a rate that is none",
      () => new Rprop({ passes: [clipUpdateRms(1)] }),
      "passes: clipUpdateRms goes by the rate of a step, and lr of Rprop is that of the first alone",
    ],
    ["an option of the class", () => new Adam({ lookahead: { steps: 5 } } as never), "did you mean passes?"],
    [
      "a file without",
      () => load(new SGD({ passes: [lookahead()] }), saved()),
      '"state.x.slow" is missing in the file',
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });

  it("sparse rows", () => {
    const optimizer = new SGD({ passes: [l1(1)] as readonly Pass[] });
    const params = { b: [1], E: new Float32Array(4) };
    const grads = { b: [1], E: sparseRows([0], [1, 1]) };
    expect(() => optimizer.update(params, grads)).toThrow('sparse rows of "E" cannot go through passes');
    expect([params.b, optimizer.iterations]).toEqual([[1], 0]);
  });

  it("a shape that is not the parameter's", () => {
    const optimizer = new SGD({ shapes: { b: [2, 2] }, passes: [clipAdaptive()] });
    const params = { a: [1], b: [1, 2] };
    expect(() => optimizer.update(params, { a: [1], b: [1, 1] })).toThrow(
      'shapes["b"] is [2, 2], 4 elements, where b has 2',
    );
    expect([params, optimizer.iterations]).toEqual([{ a: [1], b: [1, 2] }, 0]);
  });
});

function saved() {
  const optimizer = new SGD();
  optimizer.update({ x: 1 }, { x: 1 });
  return save(optimizer);
}
