import { describe, expect, it } from "vitest";
import { copyOf, expectSameMaps } from "../support.js";
import { cases, classes, problems, typed } from "./fixture.js";
import { follow } from "./compare.js";

describe.each(["wasm", "js"] as const)("%s", (backend) => {
  describe.each(["the caller's arrays", "allocated arrays"] as const)("%s", (arrays) => {
    it.each(cases)("$optimizer, $element: $title, as in $source", (oracle) => {
      follow(oracle, { backend, arrays });
    });

    it.each(cases.filter((oracle) => oracle.without && !oracle.null))(
      "is the same where names without a gradient have null: $optimizer, $element: $title",
      (oracle) => {
        follow(oracle, { backend, arrays }, { ...oracle, null: true });
      },
    );

    it.each(cases.filter(({ options }) => "emaDecay" in options))(
      "exchanges the averages: $optimizer, $element: $title",
      (oracle) => {
        const { optimizer, params } = follow(oracle, { backend, arrays });
        const [moved, averages] = [copyOf(params), copyOf(optimizer.ema)];
        optimizer.swapAverages(params);
        expectSameMaps({ ...params }, inOrder(averages, params), "params");
        expectSameMaps(optimizer.ema, inOrder(moved, averages), "ema");
        optimizer.swapAverages(params);
        expectSameMaps({ ...params }, moved, "params");
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

it("has 60 calls in each case, and an array over two of the windows of 1920 float32 elements", () => {
  for (const { grads } of Object.values(problems)) expect(grads).toHaveLength(60);
  for (const oracle of cases.filter(({ problem }) => problem === "dense"))
    expect(typed(oracle, "wide", problems.dense.params.wide).length).toBeGreaterThan(2 * 1920);
});

/** The map with its names in the order of the other's. */
function inOrder<Each>(map: Record<string, Each>, other: object): Record<string, Each> {
  return Object.fromEntries(Object.keys(other).map((name) => [name, map[name]]));
}
