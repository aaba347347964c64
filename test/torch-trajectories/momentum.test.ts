import { describe, expect, it } from "vitest";
import { Momentum, SGD, type Optimizer } from "../../src/index.js";
import { expectClose } from "./close.js";
import { casesOf } from "./fixture.js";
import { play, ways } from "./play.js";

/** On these problems PyTorch's order of operations leads less than 4 from ours. */
const ULPS = 8;

describe.each(ways.filter(({ absent }) => absent === "left out"))("$backend, $arrays arrays", (way) => {
  it.each(casesOf("momentum"))("$element, $title: as in PyTorch", (oracle) => {
    expectClose(oracle, play(oracle, way), ULPS);
  });
});

/** Twelve steps down x² from 1, 2 and 3; after six the rate is a tenth. */
it.each<[string, (lr: (t: number) => number) => Optimizer, number]>([
  ["SGD's momentum takes the rate outside of the velocity", (lr) => new SGD({ lr, momentum: 0.9 }), -0.302525],
  ["Momentum keeps the rate within", (lr) => new Momentum({ lr, momentum: 0.9 }), -1.113948],
])("%s", (_, create, expected) => {
  const optimizer = create((t) => (t < 6 ? 0.05 : 0.005));
  const params = { x: new Float64Array([1, 2, 3]) };
  for (let t = 0; t < 12; t++) optimizer.update(params, { x: params.x.map((x) => 2 * x) });
  params.x.forEach((x, i) => expect(x).toBeCloseTo((i + 1) * expected, 5));
});
