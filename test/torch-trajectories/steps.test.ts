import { describe, expect, it } from "vitest";
import { Adam } from "../../src/index.js";
import { expectClose } from "./close.js";
import { casesOf } from "./fixture.js";
import { play, ways } from "./play.js";

/** On these problems PyTorch's order of operations leads less than 4 from ours. */
const ULPS = 8;

describe.each(ways)("$backend, $arrays arrays, absent ones $absent", (way) => {
  it.each(casesOf("steps"))("$optimizer, $element, $title: as in PyTorch", (oracle) => {
    expectClose(oracle, play(oracle, way), ULPS);
  });
});

it.each([{ epsMode: "corrected" }, {}] as const)(
  "who joins late moves by the rate at each step, as who began first: %o",
  (form) => {
    const optimizer = new Adam({ lr: 0.01, eps: 1e-12, ...form });
    const params = { old: new Float64Array([0]), late: new Float64Array([0]) };
    for (let t = 0; t < 1000; t++) optimizer.update({ old: params.old }, { old: [0.5] });
    for (let t = 0; t < 10; t++) {
      const before = { old: params.old[0], late: params.late[0] };
      optimizer.update(params, { old: [0.5], late: [-0.25] });
      expect((before.old - params.old[0]) / 0.01).toBeCloseTo(1, 7);
      expect((params.late[0] - before.late) / 0.01).toBeCloseTo(1, 7);
    }
    expect(optimizer.iterations).toBe(1010);
  },
);
