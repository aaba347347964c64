import { readFileSync } from "node:fs";
import type { Row } from "./catalog.js";
import { numbers, type Floats } from "./support.js";

export type Numbers = Record<string, number[]>;
export type Expected = Record<string, (number | null)[]>;
/** Some steps of the shared problem by a source, null where it is known to have other numbers. */
export interface Case {
  /** Who made it. */
  readonly source?: string;
  readonly options: Record<string, number | string>;
  /** The file of the parameters and gradients, where it is another than `problem`. */
  readonly problem?: string;
  readonly element: "f32" | "f64";
  readonly after: Record<string, { params: Expected; state: Record<string, Expected> }>;
}

/** What a generator wrote of one optimizer, with the versions of what it ran. */
export interface Fixture extends Readonly<Record<string, unknown>> {
  readonly cases: readonly Case[];
}

export function readFixture(name: string): Fixture {
  return read<Fixture>(name);
}

const problems = Object.fromEntries(
  ["problem", "tensors"].map((name) => [name, read<{ params: Numbers; grads: Numbers[] }>(name)]),
);

/** The largest that a number is after any of the steps: what its deviations are relative to. */
export function largestOf(
  after: Case["after"],
  of: (kept: Case["after"][string]) => Expected,
  name: string,
  i: number,
) {
  const sizes = Object.values(after).map((kept) => Math.abs(Number(of(kept)[name][i])));
  return Math.max(...sizes.filter(Number.isFinite));
}

/** Parameters and state after every step of the problem. */
export function play(row: Row, { options, element, problem = "problem" }: Omit<Case, "after">) {
  const Floats = element === "f32" ? Float32Array : Float64Array;
  const typed = (map: Numbers): Record<string, Floats> =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, Floats.from(value)]));
  const optimizer = row.create(options);
  const { params: start, grads: all } = problems[problem];
  const params = typed(start);
  return [
    { params: numbers(params), state: {} },
    ...all.map((grads) => {
      optimizer.update(params, typed(grads));
      const state = Object.entries(optimizer.state).map(([slot, views]) => [slot, numbers(views)] as const);
      return { params: numbers(params), state: Object.fromEntries(state) as Record<string, Numbers> };
    }),
  ];
}

/** As Python writes what JSON has no number for. */
const NON_FINITE: Record<string, number> = { inf: Infinity, "-inf": -Infinity, nan: NaN };

function read<Content>(name: string): Content {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" ? (NON_FINITE[value] ?? value) : value,
  ) as Content;
}
