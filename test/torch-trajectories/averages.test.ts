import { describe, expect, it } from "vitest";
import { Adam, type AdamOptions } from "../../src/index.js";
import { expectClose, type Scale } from "./close.js";
import { casesOf, problems, type Case } from "./fixture.js";
import { play, ways } from "./play.js";

/**
 * Both sides round an average two or three times at each step. In 60 steps that leads up to 18.3 apart in float64 (β =
 * .999999 and a gradient that has all but ceased) and up to 8.4 in float32.
 */
const ULPS = 32;

describe.each(ways.filter(({ absent }) => absent === "left out"))("$backend, $arrays arrays", (way) => {
  it.each(casesOf("averages"))("$optimizer, $element, $title: as in PyTorch", (oracle) => {
    expectClose(oracle, play(oracle, way), ULPS, scaleOf(oracle));
  });
});

it.each(["wasm", "js"] as const)(
  "one gradient of 1e20 among ones moves a float32 as it does in PyTorch, %s",
  (backend) => {
    const options: AdamOptions = { epsMode: "corrected", eps: 1e-8, backend };
    const [optimizer, params] = [new Adam(options), { x: new Float32Array([1]) }];
    for (const g of [1, 1e20, 1]) optimizer.update(params, { x: new Float32Array([g]) });
    expect(params.x[0]).toBe(0.9976806044578552);
    expect(optimizer.skipped).toBe(0);
  },
);

/** Squares add up, so that they are near themselves; what may cancel is near the same average of absolute gradients. */
function scaleOf(oracle: Case): Scale {
  const { params, grads } = problems[oracle.problem];
  const keep = Number(oracle.options.beta1);
  const sizes = Object.fromEntries(Object.entries(params).map(([name, values]) => [name, values.map(() => 0)]));
  const averages = grads.map(([, map]) => {
    for (const [name, values] of Object.entries(map))
      sizes[name] = sizes[name].map((size, i) => keep * size + (1 - keep) * Math.abs(Number(values[i])));
    return { ...sizes };
  });
  return (call, slot, name, i) => {
    const { params: moved, state } = oracle.after[call];
    if (slot === undefined) return Math.max(Math.abs(params[name][i]), Math.abs(moved[name][i]));
    return slot === "m" ? averages[call - 1][name][i] : Math.abs(state[slot][name][i]);
  };
}
