import { expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { noise, Partition, SGD, type Optimizer } from "../../src/index.js";
import { restore, snapshot } from "../../src/state/index.js";

const make = (...seeds: number[]) => new SGD({ passes: seeds.map((seed) => noise({ seed })) });

function stepped<Made extends Pick<Optimizer, "update">>(optimizer: Made): Made {
  optimizer.update({ x: [1, 2] }, { x: [1, 1] });
  return optimizer;
}

it.each<[number[], number[], string]>([
  [[3], [4], "the seed of noise is 3 in the WHENCE and 4 here: give it the seed of the WHENCE"],
  [[3], [3, 1], "the seed of noise is 3 in the WHENCE and 3, 1 here"],
  [[3, 1], [1, 3], "the seed of noise is 3, 1 in the WHENCE and 1, 3 here"],
])("noise of seeds %j does not go on as that of %j", (there, here, message) => {
  const from = stepped(make(...there));
  const into = make(...here);
  expect(() => load(into, save(from))).toThrow(new RegExp(message.replaceAll("WHENCE", "file")));
  expect(() => restore(into, snapshot(from))).toThrow(new RegExp(message.replaceAll("WHENCE", "snapshot")));
  expect(into.iterations).toBe(0);
  const same = make(...there);
  load(same, save(from));
  restore(same, snapshot(from));
  expect(same.iterations).toBe(1);
});

it("what has no noise, there or here, goes on", () => {
  for (const [there, here] of [
    [[], [4]],
    [[4], []],
  ]) {
    const into = make(...here);
    load(into, save(stepped(make(...there))));
    restore(into, snapshot(stepped(make(...there))));
    expect(into.iterations).toBe(1);
  }
});

it("seeds of a snapshot that are none are refused", () => {
  const into = make(4);
  const taken = { ...snapshot(stepped(make(4))), seeds: 4 as never };
  expect(() => restore(into, taken)).toThrow("seeds in the snapshot must be a list of numbers, got 4");
});

it("a Partition's parts keep theirs", () => {
  const both = (seed: number) =>
    new Partition([
      { match: ["x"], optimizer: make(seed) },
      { optimizer: make(), optional: true },
    ]);
  const file = save(stepped(both(3)));
  expect(() => load(both(4), file)).toThrow("the seed of noise is 3 in the file and 4 here");
  load(both(3), file);
});
