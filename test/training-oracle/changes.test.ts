import { describe, expect, it } from "vitest";
import { cases, type Match, type Options } from "./fixture.js";
import { play } from "./play.js";
import { compare } from "./compare.js";

describe.each(["wasm", "js"] as const)("%s", (backend) => {
  it.each([
    ["weightDecay and l2", "weightDecay", "Adam", ({ weightDecay, ...o }) => ({ ...o, l2: weightDecay })],
    ["l2 and weightDecay", "l2", "Momentum", ({ l2, ...o }) => ({ ...o, weightDecay: l2 })],
    [
      "weightDecay and l2 where both are",
      "weightDecay, l2",
      "Adam",
      (o) => ({ ...o, l2: o.weightDecay, weightDecay: o.l2 }),
    ],
    ["a part and the rest of the average", "emaDecay", "SGD", (o) => ({ ...o, emaDecay: 1 - (o.emaDecay as number) })],
    ["clipNorm and clipValue", "clipNorm", "SGD", ({ clipNorm, ...o }) => ({ ...o, clipValue: clipNorm })],
    ["clipNorm and one out of reach", "clipNorm", "Momentum", (o) => ({ ...o, clipNorm: 1e9 })],
    ["maximize and minimize", "maximize, l2", "SGD", (o) => ({ ...o, maximize: false })],
    [
      "the groups' order",
      "groups: a list, then a RegExp",
      "Adam",
      (o) => ({ ...o, groups: (o.groups as []).toReversed().map((g: object) => ({ ...g, match: { endsWith: "" } })) }),
    ],
    [
      "two groups' options",
      "groups: a predicate, then a RegExp",
      "RMSProp",
      (o) => ({ ...o, groups: exchanged(o.groups as []) }),
    ],
    ["two calls and three", "accumulate", "SGD", (o) => ({ ...o, accumulate: 3 })],
    [
      "a schedule from 0 and from 1",
      "lr and weightDecay scheduled",
      "Adam",
      (o) => ({ ...o, weightDecay: { schedule: [...(o.weightDecay as { schedule: number[] }).schedule.slice(1), 0] } }),
    ],
    [
      "beta1's schedule and its first value",
      "lr and beta1 scheduled",
      "Adam",
      (o) => ({ ...o, beta1: (o.beta1 as { schedule: number[] }).schedule[0] }),
    ],
    ["the two places of eps", "sparse rows", "Adam", (o) => ({ ...o, epsMode: "corrected" })],
  ] as [string, string, string, (options: Options) => Options][])(
    "notices when %s change places: %s, %s",
    (_, title, optimizer, change) => {
      const same = cases.filter((c) => c.title === title && c.optimizer === optimizer);
      expect(same).not.toEqual([]);
      for (const oracle of same) {
        const played = play({ ...oracle, options: change(oracle.options) }, { backend, arrays: "the caller's arrays" });
        expect(() => compare(played, oracle)).toThrow(ANOTHER);
      }
    },
  );

  it("notices when a gradient is not scaled", () => {
    for (const { gradScale: _, ...unscaled } of cases.filter((c) => c.gradScale !== undefined)) {
      const played = play(unscaled, { backend, arrays: "the caller's arrays" });
      expect(() => compare(played, unscaled)).toThrow(ANOTHER);
    }
  });
});

/** Two numbers are apart, or steps. */
const ANOTHER = /^[\w ]+ after \d+(: [\w.]+\[\d+\])?: expected [\d.e+-]+ to be (less than or equal to )?[\d.e+-]+/;

/** Two groups, each with the other's options. */
function exchanged([first, second]: { match: Match }[]): { match: Match }[] {
  return [
    { ...second, match: first.match },
    { ...first, match: second.match },
  ];
}
