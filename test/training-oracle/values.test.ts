import { describe, expect, it } from "vitest";
import { expectSameMaps, numbers } from "../support.js";
import { cases, classes, type Kept, type Numbers } from "./fixture.js";
import { play } from "./play.js";
import { compare } from "./compare.js";

describe.each(["wasm", "js"] as const)("%s", (backend) => {
  describe.each(["the caller's arrays", "allocated arrays"] as const)("%s", (arrays) => {
    it.each(cases)("$optimizer, $element: $title, as in $source", (oracle) => {
      compare(play(oracle, { backend, arrays }), oracle);
    });

    it.each(cases.filter(({ options }) => "emaDecay" in options))(
      "exchanges the averages: $optimizer, $element: $title",
      (oracle) => {
        const { optimizer, params, calls } = play(oracle, { backend, arrays });
        const before = calls.at(-1) as Kept;
        optimizer.swapAverages(params);
        expectSameMaps(sorted(numbers(params)), sorted(before.ema as Numbers), "params");
        expectSameMaps(sorted(numbers(optimizer.ema)), sorted(before.params), "ema");
        optimizer.swapAverages(params);
        expectSameMaps(numbers(params), before.params, "params");
      },
    );
  });
});

it("has each option from a library for every optimizer", () => {
  const options = ["l2", "weightDecay", "maximize", "clipNorm", "clipValue", "groups", "accumulate"];
  for (const optimizer of Object.keys(classes)) {
    const own = cases.filter((c) => c.optimizer === optimizer);
    for (const option of options)
      expect(
        own.some((c) => option in c.options),
        `${optimizer} ${option}`,
      ).toBe(true);
    expect(
      own.some(({ problem }) => problem === "sparse"),
      `${optimizer} sparse rows`,
    ).toBe(true);
    expect(
      own.some((c) => c.title.includes("scheduled")),
      `${optimizer} scheduled`,
    ).toBe(true);
  }
});

function sorted(map: Numbers): Numbers {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
