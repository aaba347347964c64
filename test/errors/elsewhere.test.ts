import { describe, expect, it } from "vitest";
import { Adam, SGD, inverseTimeDecay, minimize } from "../../src/index.js";

describe("clear messages elsewhere", () => {
  it("for a bare number instead of options", () => {
    expect(() => new Adam(0.001 as never)).toThrow(
      new TypeError("Adam takes an object of options, got 0.001: did you mean { lr: 0.001 }?"),
    );
  });

  it("for a bad lr set later, which leaves the old one", () => {
    const optimizer = new SGD({ lr: 0.5 });
    expect(() => (optimizer.lr = NaN)).toThrow(new RangeError("lr must be a finite number ≥ 0, got NaN"));
    expect(() => (optimizer.lr = undefined as never)).toThrow(
      new TypeError("lr must be a finite number ≥ 0, got undefined"),
    );
    expect(optimizer.lr).toBe(0.5);
  });

  it("for allocate", () => {
    const optimizer = new Adam();
    expect(() => optimizer.allocate(null as never)).toThrow(
      new TypeError("initial must be an object of arrays, got null"),
    );
    expect(() => optimizer.allocate({ a: new Uint8Array(2) as never })).toThrow('initial["a"] must be a number');
    optimizer.update({ a: [1, 2] }, { a: [1, 2] });
    expect(() => optimizer.allocate({ a: [1, 2, 3] })).toThrow('initial["a"] has 3 elements, its state has 2');
  });

  it("for schedules and minimize", () => {
    expect(() => inverseTimeDecay({ t0: 5, t1: 0 })).toThrow(
      new RangeError("inverseTimeDecay: t1 must be a finite number > 0, got 0"),
    );
    expect(() => inverseTimeDecay({ t1: 50 } as never)).toThrow(
      new TypeError("inverseTimeDecay: t0 must be a finite number > 0, got undefined"),
    );
    const none = () => minimize(() => [0, {}], {}, new SGD(), { tolerance: -1 });
    expect(none).toThrow(new RangeError("tolerance must be a finite number ≥ 0, got -1"));
    const half = () => minimize(() => [0, {}], {}, new SGD(), { maxIterations: 2.5 });
    expect(half).toThrow(new RangeError("maxIterations must be a whole number ≥ 0, got 2.5"));
    const typo = () => minimize(() => [0, {}], {}, new SGD(), { maxIteration: 5 } as never);
    expect(typo).toThrow(
      new TypeError(
        'unknown option "maxIteration": minimize takes maxIterations, tolerance, gradTolerance, valueTolerance, stepTolerance, patience, keepBest, onIteration, signal: did you mean maxIterations?',
      ),
    );
    expect(() => (inverseTimeDecay as () => void)()).toThrow(
      new TypeError("inverseTimeDecay: t0 must be a finite number > 0, got undefined"),
    );
  });
});
