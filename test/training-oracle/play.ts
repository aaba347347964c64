import { SGD, sparseRows } from "../../src/index.js";
import { numbers, type Floats } from "../support.js";
import { classes, problems, single, type Case, type Match, type Options, type Rows } from "./fixture.js";

/** Runs the case; `calls` holds what is there after each call of `update`. */
export function play(
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
