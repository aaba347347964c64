import * as fc from "fast-check";
import type { ParamMap, ParamValue } from "../../src/index.js";
import { catalog } from "../catalog.js";
import { generator } from "../support.js";

/** A parameter to be made: what kind of value, how long, and where in its buffer a view begins. */
interface Plan {
  readonly kind: "number" | "number[]" | "Float32Array" | "Float64Array" | "shared Float32Array";
  readonly length: number;
  readonly offset: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom("number", "number[]", "Float32Array", "Float64Array", "shared Float32Array"),
  length: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 200 })),
  offset: fc.integer({ min: 0, max: 5 }),
});
export const run = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 5 }),
  steps: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 50 })),
  seed: fc.integer(),
});

type Result = { params: Record<string, Exclude<ParamValue, number> | number>; state: Record<string, ParamMap> };
type Optimizer = ReturnType<(typeof catalog)[number]["create"]>;

export function callers(optimizer: Optimizer, plans: readonly Plan[], steps: number, seed: number): Result {
  const { params, grads, refresh } = problem(plans, seed);
  for (let step = 0; step < steps; step++) {
    optimizer.update(params, grads);
    refresh();
  }
  return { params: asArrays(params), state: optimizer.state };
}

export function allocated(optimizer: Optimizer, plans: readonly Plan[], steps: number, seed: number): Result {
  const source = problem(plans, seed);
  const { params, grads } = optimizer.allocate(source.params);
  for (let step = 0; step < steps; step++) {
    for (const name of Object.keys(grads)) {
      const grad = source.grads[name];
      grads[name].set(typeof grad === "number" ? [grad] : grad);
    }
    optimizer.update(params, grads);
    source.refresh();
  }
  return { params, state: optimizer.state };
}

/** Parameters and gradients after the plans; `refresh` gives the gradients new values. */
export function problem(
  plans: readonly Plan[],
  seed: number,
): { params: ParamMap; grads: ParamMap; refresh: () => void } {
  const random = generator(seed);
  const params: ParamMap = {};
  const grads: ParamMap = {};
  plans.forEach((each, k) => {
    params[`p${k}`] = make(each, () => random() * 4 - 2);
    grads[`p${k}`] = make(each, () => awkward(random));
  });
  const refresh = (): void => {
    for (const [name, grad] of Object.entries(grads)) {
      if (typeof grad === "number") grads[name] = awkward(random);
      else grad.forEach((_, i) => (grad[i] = awkward(random)));
    }
  };
  return { params, grads, refresh };
}

function make({ kind, length, offset }: Plan, value: () => number): ParamValue {
  if (kind === "number") return value();
  if (kind === "number[]") return Array.from({ length }, value);
  if (kind === "Float64Array") return new Float64Array(length + offset).subarray(offset).map(value);
  const buffer = kind === "Float32Array" ? undefined : new SharedArrayBuffer(4 * (length + offset));
  const view = buffer ? new Float32Array(buffer, 4 * offset) : new Float32Array(length + offset).subarray(offset);
  view.forEach((_, i) => (view[i] = value()));
  return view;
}

/** Mostly plain numbers; also zeros, infinities, NaN, subnormals of both types and the ends of their ranges. */
export function awkward(random: () => number): number {
  if (random() < 0.9) return (random() - 0.5) * 10 ** Math.floor(random() * 12 - 6);
  return SPECIAL[Math.floor(random() * SPECIAL.length)];
}

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  Infinity,
  -Infinity,
  NaN,
  1e-45,
  -1e-40,
  5e-324,
  1e-310,
  1.2e-38,
  3.4e38,
  -3.4e38,
  1e300,
  1e-30,
];

function asArrays(params: ParamMap): Result["params"] {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === "number" ? [value] : value]),
  );
}
