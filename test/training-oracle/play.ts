import { SGD, sparseRows, type GradMap, type Optimizer } from "../../src/index.js";
import type { Floats } from "../support.js";
import { classes, problems, typed, type Case, type Match, type Options, type Rows } from "./fixture.js";

export interface Place {
  backend: "wasm" | "js";
  arrays: "the caller's arrays" | "allocated arrays";
}

/** What there is after a call, to be looked at before the next. */
export interface Seen {
  readonly optimizer: Optimizer;
  readonly params: Record<string, Floats>;
}

/** Runs the case, and shows what there is after each call of `update`. */
export function play(oracle: Case, { backend, arrays }: Place, look: (call: number, seen: Seen) => void): Seen {
  const Class = classes[oracle.optimizer] as new (options: object) => SGD;
  const optimizer = new Class({ ...settled(oracle.options), backend });
  const problem = problems[oracle.problem];
  const names = oracle.names ?? Object.keys(problem.params);
  const initial = Object.fromEntries(names.map((name) => [name, typed(oracle, name, problem.params[name])]));
  const allocated = arrays === "allocated arrays" ? optimizer.allocate(initial) : undefined;
  const params: Record<string, Floats> = allocated?.params ?? initial;
  problem.grads.forEach((given, index) => {
    const without = oracle.without?.[index + 1] ?? [];
    const moved = names.filter((name) => oracle.null || !without.includes(name));
    const gradientOf = (name: string) => (without.includes(name) ? null : gradient(oracle, name, given[name]));
    const grads = Object.fromEntries(moved.map((name) => [name, gradientOf(name)]));
    const scale = oracle.gradScale === undefined ? undefined : { gradScale: oracle.gradScale };
    if (allocated !== undefined && without.length === 0 && oracle.problem === "dense") {
      for (const name of names) allocated.grads[name].set(grads[name] as Floats);
      optimizer.update(allocated.params, allocated.grads, scale);
    } else {
      const part =
        moved.length === names.length ? params : Object.fromEntries(moved.map((name) => [name, params[name]]));
      optimizer.update(part, grads, scale);
    }
    look(index + 1, { optimizer, params });
  });
  return { optimizer, params };
}

function gradient(oracle: Case, name: string, given: number[] | Rows): GradMap[string] {
  const { times } = oracle;
  const scaled = (values: Floats): Floats => (times === undefined ? values : values.map((value) => value * times));
  if (Array.isArray(given)) return scaled(typed(oracle, name, given));
  return sparseRows(given.rows, scaled(typed(oracle, name, given.values)));
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
