import { describe, expect, it } from "vitest";
import type { Optimizer } from "../../src/index.js";
import { decode, save } from "../../src/checkpoint/index.js";
import { loadStateDict, stateDict, type StateDict } from "../../src/torch/index.js";
import type { Floats } from "../support.js";
import { arrays, create, dictOf, listsOf, taken, type Case } from "./fixture.js";

/** Both sides round each step a few times, and a velocity is multiplied by the rate here and divided by it again. */
const ULPS = 16;
const EPSILON = { 4: 2 ** -23, 8: 2 ** -52 };

describe.each(taken)("PyTorch's dict in $by: $title", ({ oracle, ours }) => {
  const told = { ...oracle.load, ...(oracle.names && { names: oracle.names }) };

  it.each(["wasm", "js"] as const)("goes on as PyTorch does, %s", (backend) => {
    const optimizer = create(ours, { backend });
    loadStateDict(optimizer, dictOf(oracle.dict), told);
    expectSteps(optimizer, oracle);
    goOn(optimizer, oracle);
  });

  it("goes on in an optimizer that has run before, and in allocated arrays", () => {
    const optimizer = create(ours);
    const { params, grads } = optimizer.allocate(arrays(oracle.params));
    for (let t = 0; t < 3; t++) {
      for (const values of Object.values(grads)) values.fill(t - 1);
      optimizer.update(params, grads);
    }
    loadStateDict(optimizer, dictOf(oracle.dict), told);
    for (const [name, values] of Object.entries(arrays(oracle.params))) params[name].set(values);
    goOn(optimizer, oracle, params);
  });

  it("goes on from lists of numbers, where the parameters are known", () => {
    const optimizer = create(ours);
    optimizer.allocate(arrays(oracle.params));
    loadStateDict(optimizer, JSON.parse(JSON.stringify(listsOf(oracle.dict))) as StateDict, told);
    goOn(optimizer, oracle);
  });

  it("gives PyTorch what it has itself", () => {
    const optimizer = create(ours);
    optimizer.allocate(arrays(oracle.params));
    loadStateDict(optimizer, dictOf(oracle.dict), told);
    if (!oracle.title.includes("as before")) expectDict(stateDict(optimizer), dictOf(oracle.dict), told.names);
    goOn(optimizer, oracle);
    expectDict(stateDict(optimizer), dictOf(oracle.after.dict), told.names);
  });
});

/** The steps that follow in the fixture. */
function goOn(optimizer: Optimizer, oracle: Case, params = arrays(oracle.params)): void {
  if (oracle.then) optimizer.lr = oracle.then.lr;
  for (const given of oracle.grads) {
    const grads = Object.entries(given).map(([name, values]) => [
      name,
      (params[name].constructor as Float64ArrayConstructor).from(values),
    ]);
    optimizer.update(params, Object.fromEntries(grads) as Record<string, Floats>);
  }
  const expected = arrays(oracle.after.params);
  for (const [name, values] of Object.entries(expected))
    if (oracle.torch === "Muon") expectNear(name, params[name], values, oracle.params[name].values);
    else expectClose(name, params[name], values, oracle.params[name].values);
}

function expectSteps(optimizer: Optimizer, { steps, names }: Case): void {
  const counted = JSON.parse(decode(save(optimizer)).metadata.steps) as Record<string, number>;
  for (const [name, count] of Object.entries(counted)) if (name in steps) expect(count, name).toBe(steps[name]);
  expect(optimizer.iterations).toBe(Math.max(0, ...Object.values(steps)));
  expect(names === undefined || Object.keys(counted).every((name) => names.includes(name))).toBe(true);
}

/** What PyTorch has no word for. */
const OWN = new Set(["eps_mode", "form", "cautious_decay", "polar_express", "normalize", "beta2"]);

/** What is in the dict from here is in PyTorch's, by name and value, but for what is said of it here. */
function expectDict(actual: StateDict, expected: StateDict, names: readonly string[] | undefined): void {
  const [ours, theirs] = [byName(actual), byName(expected, names)];
  expect(Object.keys(ours).toSorted()).toEqual(Object.keys(theirs).toSorted());
  for (const [name, { group, state }] of Object.entries(ours)) {
    const { group: wanted, state: slots } = theirs[name];
    for (const [key, value] of Object.entries(group)) {
      if (OWN.has(key) || (key === "decoupled_weight_decay" && group.weight_decay === 0)) continue;
      expect(Object.keys(wanted), key).toContain(key);
      const found = wanted[key];
      expect(value, key).toEqual(ArrayBuffer.isView(found) ? (found as Floats)[0] : found);
    }
    for (const [key, value] of Object.entries(slots)) {
      if (key === "step") expect(state.step, name).toBe(Number((value as Floats)[0]));
      else if (typeof state[key] === "number")
        expectClose(`${name}.${key}`, Float64Array.of(state[key]), value as Floats);
      else expectClose(`${name}.${key}`, state[key] as Floats, value as Floats);
    }
    for (const key of Object.keys(state)) expect(key === "step" || key in slots, `${name}.${key}`).toBe(true);
  }
}

type ByName = Record<string, { group: Record<string, unknown>; state: Record<string, unknown> }>;

function byName({ state, param_groups: groups }: StateDict, names?: readonly string[]): ByName {
  return Object.fromEntries(
    groups.flatMap(({ params, param_names, ...group }) =>
      (params as number[]).map((key, k) => [
        names?.[key] ?? (param_names as string[])[k],
        { group, state: state[key] ?? {} },
      ]),
    ),
  );
}

/** PyTorch's Muon iterates in bfloat16, of 8 bits: its parameters are elsewhere by up to 0.025 of the largest move. */
const BFLOAT16 = 0.03;

function expectNear(what: string, actual: Floats, expected: Floats, before: readonly number[]): void {
  const moved = Math.max(...before.map((value, i) => Math.abs(expected[i] - value)));
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value), `${what}[${i}]: ${actual[i]} for ${value}`).toBeLessThanOrEqual(
      BFLOAT16 * moved,
    );
  });
}

/** Relative to the largest value, also of before. */
function expectClose(what: string, actual: Floats, expected: Floats, before: readonly number[] = []): void {
  expect(actual, what).toHaveLength(expected.length);
  expect(actual.BYTES_PER_ELEMENT, what).toBe(expected.BYTES_PER_ELEMENT);
  const epsilon = EPSILON[expected.BYTES_PER_ELEMENT as 4 | 8];
  const largest = Math.max(...[...expected, ...before].map(Math.abs));
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value), `${what}[${i}]: ${actual[i]} for ${value}`).toBeLessThanOrEqual(
      ULPS * epsilon * largest,
    );
  });
}
