import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AdaGrad, Adam, Momentum, Nesterov, RMSProp, SGD, sparseRows } from "../src/index.js";
import { expectSameMaps, numbers, type Floats } from "./support.js";

type Numbers = Record<string, number[]>;
type Match = string[] | { regexp: string; flags?: string } | { endsWith: string };
type Value = number | string | boolean | { schedule: number[] };
type Options = Record<string, Value | ({ match: Match } & Record<string, unknown>)[]>;
type Rows = { rows: number[]; values: number[] };
interface Kept {
  readonly params: Numbers;
  readonly iterations: number;
  readonly state?: Record<string, Numbers>;
  readonly ema?: Numbers;
}
interface Case {
  readonly title: string;
  readonly source: string;
  readonly optimizer: keyof typeof classes;
  readonly options: Options;
  /** `mixed`: float32 for the names in `single`. */
  readonly element: "f32" | "f64" | "mixed";
  readonly problem: "dense" | "sparse";
  /** The names that take part; all, if there is no list. */
  readonly names?: string[];
  /** Names that one call leaves out. */
  readonly without?: Record<string, string[]>;
  /** The factor that the gradients were multiplied by, and the one that `update` is told. */
  readonly times?: number;
  readonly gradScale?: number;
  /** After each call; null where the call made no step. */
  readonly gradNorm?: (number | null)[];
  /** The largest absolute value of each element after any call, in one digit. */
  readonly largest: Omit<Kept, "iterations">;
  readonly after: Record<string, Kept>;
}

const classes = { SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam };

const { cases, problems, single } = JSON.parse(
  readFileSync(new URL("fixtures/training.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
  problems: Record<Case["problem"], { params: Numbers; grads: Record<string, number[] | Rows>[] }>;
  single: string[];
};

/**
 * Units of the last place, of the element's largest kept value. On these problems the rules in this order of operations,
 * rounded after each, lead up to 5.9 from the fixtures in float32 and up to 5.0 in float64.
 */
const ULPS = 16;
const EPSILON = { f32: 2 ** -23, f64: 2 ** -52 };

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
        expect(() => compare(played, oracle)).toThrow();
      }
    },
  );

  it("notices when a gradient is not scaled", () => {
    for (const { gradScale: _, ...unscaled } of cases.filter((c) => c.gradScale !== undefined)) {
      const played = play(unscaled, { backend, arrays: "the caller's arrays" });
      expect(() => compare(played, unscaled)).toThrow();
    }
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

/** Runs the case; `calls` holds what is there after each call of `update`. */
function play(
  oracle: Case,
  { backend, arrays }: { backend: "wasm" | "js"; arrays: "the caller's arrays" | "allocated arrays" },
) {
  const Class = classes[oracle.optimizer] as new (options: object) => SGD;
  const optimizer = new Class({ ...settled(oracle.options), backend });
  const problem = problems[oracle.problem];
  const names = oracle.names ?? Object.keys(problem.params);
  const initial = Object.fromEntries(names.map((name) => [name, typed(oracle, name, problem.params[name])]));
  const allocated = arrays === "allocated arrays" ? optimizer.allocate(initial) : undefined;
  const params: Record<string, Floats> = allocated?.params ?? initial;
  const calls = problem.grads.map((given, call) => {
    const without = oracle.without?.[call + 1] ?? [];
    const moved = names.filter((name) => !without.includes(name));
    const grads = Object.fromEntries(moved.map((name) => [name, gradient(oracle, name, given[name])]));
    const scale = oracle.gradScale === undefined ? undefined : { gradScale: oracle.gradScale };
    if (allocated !== undefined && moved.length === names.length && oracle.problem === "dense") {
      for (const name of names) allocated.grads[name].set(grads[name] as Floats);
      optimizer.update(allocated.params, allocated.grads, scale);
    } else {
      const part =
        moved.length === names.length ? params : Object.fromEntries(moved.map((name) => [name, params[name]]));
      optimizer.update(part, grads, scale);
    }
    const state = Object.fromEntries(Object.entries(optimizer.state).map(([slot, views]) => [slot, numbers(views)]));
    const ema = "emaDecay" in oracle.options ? numbers(optimizer.ema) : undefined;
    return { params: numbers(params), iterations: optimizer.iterations, state, ema, gradNorm: optimizer.gradNorm };
  });
  return { optimizer, params, calls };
}

function compare({ calls }: Pick<ReturnType<typeof play>, "calls">, oracle: Case): void {
  const { largest } = oracle;
  for (const [call, expected] of Object.entries(oracle.after)) {
    const actual = calls[Number(call) - 1];
    expect(actual.iterations, `iterations after ${call}`).toBe(expected.iterations);
    expectClose(oracle, `params after ${call}`, actual.params, expected.params, largest.params);
    for (const [slot, values] of Object.entries(expected.state ?? {})) {
      expectClose(
        oracle,
        `${slot} after ${call}`,
        actual.state[slot],
        values,
        (largest.state as Record<string, Numbers>)[slot],
      );
    }
    if (expected.ema)
      expectClose(oracle, `ema after ${call}`, actual.ema as Numbers, expected.ema, largest.ema as Numbers);
  }
  // Unscaled gradients are the same numbers here and there, so that only a sum in float64 comes as near.
  const rounded =
    oracle.element !== "f64" &&
    (oracle.gradScale !== undefined || "accumulate" in oracle.options || oracle.problem === "sparse");
  oracle.gradNorm?.forEach((norm, call) => {
    if (norm === null) return;
    const error = Math.abs((calls[call].gradNorm as number) - norm);
    expect(error, `gradNorm after ${call + 1}`).toBeLessThanOrEqual(ULPS * EPSILON[rounded ? "f32" : "f64"] * norm);
  });
}

/** Relative to the element's largest value over the run. */
function expectClose({ element }: Case, what: string, actual: Numbers, expected: Numbers, largest: Numbers): void {
  expect(Object.keys(actual).toSorted(), what).toEqual(Object.keys(expected).toSorted());
  // Where the types are mixed, torch takes the norm of the float32 parts in float32.
  const epsilon = EPSILON[element === "f64" ? "f64" : "f32"];
  for (const [name, values] of Object.entries(expected)) {
    expect(actual[name], `${what}: ${name}`).toHaveLength(values.length);
    values.forEach((value, i) => {
      const error = Math.abs(actual[name][i] - value);
      expect(error, `${what}: ${name}[${i}]`).toBeLessThanOrEqual(ULPS * epsilon * largest[name][i]);
    });
  }
}

function typed({ element }: Case, name: string, values: readonly number[]): Floats {
  return element === "f32" || (element === "mixed" && single.includes(name))
    ? Float32Array.from(values)
    : Float64Array.from(values);
}

function gradient(oracle: Case, name: string, given: number[] | Rows) {
  const values = typed(oracle, name, Array.isArray(given) ? given : given.values);
  if (oracle.times !== undefined) values.forEach((value, i) => (values[i] = value * (oracle.times as number)));
  return Array.isArray(given) ? values : sparseRows(given.rows, values);
}

/** The fixture's options as the constructors take them. */
function settled(options: Options): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      if (name === "groups")
        return [
          name,
          (value as { match: Match }[]).map(({ match, ...own }) => ({ match: matcher(match), ...settled(own) })),
        ];
      const list = typeof value === "object" && "schedule" in value ? value.schedule : undefined;
      return [name, list === undefined ? value : (iteration: number) => list[iteration]];
    }),
  );
}

function matcher(match: Match): string[] | RegExp | ((name: string) => boolean) {
  if (Array.isArray(match)) return match;
  return "regexp" in match ? new RegExp(match.regexp, match.flags) : (name) => name.endsWith(match.endsWith);
}

/** Two groups, each with the other's options. */
function exchanged([first, second]: { match: Match }[]): { match: Match }[] {
  return [
    { ...second, match: first.match },
    { ...first, match: second.match },
  ];
}

function sorted(map: Numbers): Numbers {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
