import type { Optimizer } from "../../src/index.js";
import { decode, save } from "../../src/checkpoint/index.js";
import { numbers, type Floats } from "../support.js";
import { classes, problems, type Case, type Kept } from "./fixture.js";

export interface Way {
  readonly backend: "wasm" | "js";
  readonly arrays: "the caller's" | "allocated";
  /** How a parameter without a gradient comes: not at all, or with a gradient of `null`. */
  readonly absent: "left out" | "null";
}

export const ways: readonly Way[] = (["wasm", "js"] as const).flatMap((backend) =>
  (["the caller's", "allocated"] as const).flatMap((arrays) =>
    (["left out", "null"] as const).map((absent) => ({ backend, arrays, absent })),
  ),
);

/** Plays the case; what is there after each call that the fixture has kept. */
export function play(oracle: Case, way: Way): Record<string, Kept> {
  const optimizer = create(oracle, way.backend);
  const problem = problems[oracle.problem];
  const Floats = oracle.element === "f32" ? Float32Array : Float64Array;
  const initial: Record<string, Floats> = Object.fromEntries(
    Object.entries(problem.params).map(([name, values]) => [name, Floats.from(values)]),
  );
  const params = way.arrays === "allocated" ? (optimizer.allocate(initial).params as typeof initial) : initial;
  const every = Number(oracle.options.accumulate ?? 1);
  const gathered = new Set<string>();
  const after: Record<string, Kept> = {};
  let call = 0;
  for (const [times, given] of problem.grads) {
    for (let k = 0; k < times; k++) {
      call++;
      const grads: Record<string, Floats | null> = Object.fromEntries(
        Object.entries(given).map(([name, values]) => [
          name,
          values === "2x" ? params[name].map((value) => 2 * value) : Floats.from(values),
        ]),
      );
      for (const name of Object.keys(grads)) gathered.add(name);
      // What a window has gathered is given at its end, else with a gradient of null.
      const closes = call % every === 0;
      const named = Object.keys(params).filter((name) => way.absent === "null" || (closes && gathered.has(name)));
      for (const name of named) grads[name] ??= null;
      if (closes) gathered.clear();
      update(optimizer, params, grads);
      if (String(call) in oracle.after) after[call] = seen(optimizer, params);
    }
  }
  return after;
}

export function create({ optimizer, options }: Case, backend: Way["backend"]): Optimizer {
  const settled = Object.entries(options).map(([name, value]) => [
    name,
    typeof value === "object" ? (iteration: number) => value.schedule[iteration] : value,
  ]);
  return new classes[optimizer]({ ...(Object.fromEntries(settled) as object), backend });
}

function update(
  optimizer: Optimizer,
  params: Record<string, Floats>,
  grads: Readonly<Record<string, Floats | null>>,
): void {
  const names = Object.keys(params).filter((name) => name in grads);
  const part =
    names.length === Object.keys(params).length
      ? params
      : Object.fromEntries(names.map((name) => [name, params[name]]));
  optimizer.update(part, grads);
}

function seen(optimizer: Optimizer, params: Record<string, Floats>): Kept {
  const state = Object.entries(optimizer.state).map(([slot, views]) => [slot, numbers(views)]);
  return {
    params: numbers(params),
    state: Object.fromEntries(state) as Kept["state"],
    iterations: optimizer.iterations,
    steps: JSON.parse(decode(save(optimizer)).metadata.steps) as Kept["steps"],
  };
}
