import { expect, it } from "vitest";
import { Rprop } from "../../src/index.js";
import { loadStateDict, stateDict } from "../../src/torch/index.js";

it("PyTorch's Rprop has no decay: one from here is told, and one from there leaves none", () => {
  for (const decay of [{ weightDecay: 0.1 }, { l2: 0.1 }, { groups: [{ match: /x/, l2: 0.1 }] }]) {
    const optimizer = new Rprop(decay);
    optimizer.update({ x: 1 }, { x: 1 });
    expect(() => stateDict(optimizer)).toThrow(
      new RangeError(
        "PyTorch's Rprop has no decay, Rprop has some here: give neither weightDecay nor l2, or stateDict(optimizer, { approximate: true })",
      ),
    );
    const next = new Rprop(decay);
    loadStateDict(next, stateDict(optimizer, { approximate: true }));
    const [one, other] = [{ x: 2 }, { x: 2 }];
    optimizer.update(one, { x: 3 });
    next.update(other, { x: 3 });
    expect(one).toEqual(other);
  }
  const plain = new Rprop();
  plain.update({ x: 1 }, { x: 1 });
  const dict = stateDict(plain);
  expect(dict.param_groups[0]).not.toHaveProperty("weight_decay");
  const decaying = new Rprop({ l2: 0.1 });
  loadStateDict(decaying, dict);
  const [one, other] = [{ x: -5 }, { x: -5 }];
  plain.update(one, { x: 0.25 });
  decaying.update(other, { x: 0.25 });
  expect(one).toEqual(other);
});
