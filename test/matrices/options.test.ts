import { expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { Adafactor, Muon, SOAP } from "../../src/index.js";
import { messageOf } from "../support.js";

it.each([
  [() => new Muon({ nsSteps: 0 }), "RangeError: nsSteps must be a whole number ≥ 1 and ≤ 99, got 0"],
  [() => new Muon({ nsSteps: 100 }), "RangeError: nsSteps must be a whole number ≥ 1 and ≤ 99, got 100"],
  [
    () => new Muon({ nsCoefficients: [1, 2] as never }),
    "TypeError: nsCoefficients must be three finite numbers, [a, b, c]",
  ],
  [
    () => new Muon({ nsCoefficients: [1, 2, NaN] }),
    "TypeError: nsCoefficients must be three finite numbers, [a, b, c]",
  ],
  [() => new Muon({ adjustLr: "other" as never }), 'adjustLr must be "original" or "matchRmsAdamw", got "other"'],
  [() => new SOAP({ preconditionEvery: 1.5 }), "RangeError: preconditionEvery must be a whole number ≥ 1, got 1.5"],
  [() => new SOAP({ shampooBeta: 1 }), "RangeError: shampooBeta must be a number in [0, 1), or -1 for beta2, got 1"],
  [() => new SOAP({ shampooBeta: -0.5 }), "shampooBeta must be a number in [0, 1), or -1 for beta2, got -0.5"],
  [() => new SOAP({ groups: [{ match: /W/, shampooBeta: -2 }] }), "groups[0].shampooBeta must be a number in [0, 1)"],
  [
    () => new Muon({ polarExpress: true, nsCoefficients: [2, -1.5, 0.5] }),
    "TypeError: Muon takes polarExpress or nsCoefficients, not both",
  ],
  [() => new Muon({ beta2: 0.9 }), "TypeError: beta2 of Muon goes with normalize: true alone"],
  [
    () => new Muon({ groups: [{ match: /W/, beta2: 0.9 }] }),
    "TypeError: beta2 of Muon goes with normalize: true alone",
  ],
  [() => new Adafactor({ beta2Decay: 0.8 }), "RangeError: beta2Decay must be a finite number ≤ 0, got 0.8"],
  [() => new Adafactor({ d: 0.5 }), "d must be"],
])("a mistake among the options is named: %#", (call, message) => {
  expect(messageOf(call)).toContain(message);
});

it("Muon by polarExpress, or with normalize, goes on from its file, which has all its options", () => {
  for (const options of [{ polarExpress: true }, { normalize: true, beta2: 0.5 }, { nsCoefficients: [2, -1.5, 0.5] }]) {
    const make = () => new Muon({ shapes: { W: [2, 3] }, ...(options as object) });
    const optimizer = make();
    optimizer.update({ W: [1, 2, 3, 4, 5, 6] }, { W: [1, 2, 3, 4, 5, 7] });
    const again = make();
    load(again, save(optimizer));
    again.set({ lr: 0.5 });
    expect(again.iterations).toBe(1);
  }
});

it("a matrix of zeros stays where it is but for its decay, and what is not finite does not hang", () => {
  for (const Class of [Muon, SOAP, Adafactor]) {
    const optimizer = new Class({ shapes: { W: [2, 3] }, weightDecay: 0 });
    const params = { W: Float32Array.of(1, 2, 3, 4, 5, 6) };
    for (let step = 0; step < 3; step++) optimizer.update(params, { W: new Float32Array(6) });
    expect([...params.W]).toEqual([1, 2, 3, 4, 5, 6]);
    for (let step = 0; step < 3; step++) optimizer.update(params, { W: Float32Array.of(NaN, Infinity, 1, 1, 1, 1) });
    expect(params.W.some(Number.isNaN)).toBe(true);
  }
});
