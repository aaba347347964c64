import { describe, expect, it } from "vitest";
import { SGD } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { expectClose } from "./close.js";
import { casesOf } from "./fixture.js";
import { play, ways } from "./play.js";

/** On these problems PyTorch's order of operations leads less than 4 from ours. */
const ULPS = 8;

describe.each(ways)("$backend, $arrays arrays, absent ones $absent", (way) => {
  it.each(casesOf("accumulation"))("$element, $title: as backward of loss/k in PyTorch", (oracle) => {
    expectClose(oracle, play(oracle, way), ULPS);
  });
});

describe.each(["wasm", "js"] as const)("a window in %s", (backend) => {
  it("ends with all that have gathered something, and leaves nothing for later ones", () => {
    const optimizer = new SGD({ lr: 1, accumulate: 2, backend });
    const params = { W: new Float32Array([1, 2]), b: new Float32Array([5]) };
    optimizer.update(params, { W: [1, 1], b: [3] });
    const before = save(optimizer);
    expect(() => optimizer.update({ W: params.W }, { W: [1, 1] })).toThrow(/"b".*null/);
    expect(save(optimizer)).toEqual(before);
    expect(params).toEqual({ W: new Float32Array([1, 2]), b: new Float32Array([5]) });

    optimizer.update(params, { W: [1, 3], b: null });
    expect(params).toEqual({ W: new Float32Array([0, 0]), b: new Float32Array([3.5]) });
    for (let call = 0; call < 200; call++) optimizer.update({ W: params.W }, { W: [0, 0] });
    for (let call = 0; call < 2; call++) optimizer.update(params, { W: [0, 0], b: [0] });
    expect(params.b[0]).toBe(3.5);
  });
});
