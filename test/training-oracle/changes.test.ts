import { describe, expect, it } from "vitest";
import { cases, type Match, type Options } from "./fixture.js";
import { follow } from "./compare.js";

describe.each(["wasm", "js"] as const)("%s", (backend) => {
  const place = { backend, arrays: "the caller's arrays" } as const;

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
      "groups: four that overlap",
      "Adam",
      (o) => ({ ...o, groups: (o.groups as []).toReversed() }),
    ],
    [
      "the names of two groups",
      "groups: a list, then a RegExp",
      "Adam",
      (o) => ({ ...o, groups: exchanged(o.groups as []) }),
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
    [
      "momentum and dampening",
      "momentum, dampening",
      "SGD",
      (o) => ({ ...o, momentum: o.dampening, dampening: o.momentum }),
    ],
    ["dampening and none", "momentum, dampening, lr scheduled", "SGD", (o) => ({ ...o, dampening: 0 })],
    ["a look ahead and none", "momentum, nesterov, lr scheduled", "SGD", (o) => ({ ...o, nesterov: false })],
    ["the two places of eps", "sparse rows", "Adam", (o) => ({ ...o, epsMode: "corrected" })],
  ] as [string, string, string, (options: Options) => Options][])(
    "notices when %s change places: %s, %s",
    (_, title, optimizer, change) => {
      const same = cases.filter((c) => c.title === title && c.optimizer === optimizer);
      expect(same).not.toEqual([]);
      for (const oracle of same) {
        const changed = { ...oracle, options: change(oracle.options) };
        expect(() => follow(oracle, place, changed)).toThrow(ANOTHER);
      }
    },
  );

  it("notices when a gradient is not scaled", () => {
    for (const oracle of cases.filter(({ gradScale }) => gradScale !== undefined))
      expect(() => follow(oracle, place, { ...oracle, gradScale: undefined })).toThrow(ANOTHER);
  });
});

/** Two numbers are apart, or counts of steps. */
const ANOTHER =
  /^[\w ]+ after \d+: (\d+, expected \d+$|[\w.]+\[\d+\]: \S+ is \S+ from \S+, more than |\S+ is \S+ from )/;

/** Two groups, each with the other's options. */
function exchanged([first, second]: { match: Match }[]): { match: Match }[] {
  return [
    { ...second, match: first.match },
    { ...first, match: second.match },
  ];
}
