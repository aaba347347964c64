import * as fc from "fast-check";
import { ReduceOnPlateau, type Optimizer, type ParamMap, type ParamValue } from "../src/index.js";
import { save } from "../src/checkpoint/index.js";
import { decodeFile as decode } from "../src/checkpoint/safetensors.js";
import type { Row } from "./catalog.js";
import { copyOf, expectSameMaps, generator, list, type Floats, type Values } from "./support.js";

/** An option's value: itself, a schedule that falls from a number, or one that falls with a metric. */
type Recipe = number | boolean | string | { from: number } | { plateau: number };
type Recipes = Record<string, Recipe>;

/** A training run drawn at random: options in combination, and what each call is given. */
export interface Plan {
  readonly kinds: readonly { kind: "number" | "number[]" | "Float32Array" | "Float64Array"; length: number }[];
  readonly arrays: "the caller's" | "allocated" | "mixed";
  readonly options: Recipes;
  readonly groups: readonly { match: "list" | "RegExp" | "function"; at: number; options: Recipes }[];
  /** Which form of the rule, by its place in the row. */
  readonly form: number;
  /** Whether some gradients are NaN, infinite, −0 or subnormal. */
  readonly awkward: boolean;
  /** Whether some calls leave names out, or give them no gradient. */
  readonly parts: boolean;
  readonly scaled: boolean;
  /** The call before which `lr` is set, if it was a number. */
  readonly resetLr: number;
  readonly seed: number;
}

const scheduled = (...some: number[]) => fc.constantFrom<Recipe[]>(...some, { from: some[0] });
const shared = {
  lr: fc.constantFrom<Recipe[]>(0.1, 0.003, 0, { from: 0.1 }, { plateau: 0.1 }),
  weightDecay: scheduled(0.1, 0),
  l2: scheduled(0.2, 0),
  clipValue: scheduled(0.5, 3, Infinity),
  maximize: fc.boolean(),
};
const whole = {
  clipNorm: scheduled(1, 100, Infinity, 0),
  accumulate: fc.constantFrom(1, 2, 3),
  emaDecay: scheduled(0.9, 0),
  nonFinite: fc.constantFrom("propagate", "skip", "throw"),
};

export const plans: fc.Arbitrary<Plan> = fc.record({
  kinds: fc.array(
    fc.record({
      kind: fc.constantFrom("number", "number[]", "Float32Array", "Float64Array"),
      length: fc.integer({ min: 0, max: 20 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  arrays: fc.constantFrom("the caller's", "allocated", "mixed"),
  options: fc.record({ ...shared, ...whole }, { requiredKeys: [] }) as fc.Arbitrary<Recipes>,
  groups: fc.array(
    fc.record({
      match: fc.constantFrom("list", "RegExp", "function"),
      at: fc.nat(4),
      options: fc.record(shared, { requiredKeys: [] }) as fc.Arbitrary<Recipes>,
    }),
    { maxLength: 2 },
  ),
  form: fc.nat(1),
  awkward: fc.boolean(),
  parts: fc.boolean(),
  scaled: fc.boolean(),
  resetLr: fc.nat(30),
  seed: fc.integer(),
});

/** A run of a plan; `goOn` makes the next calls. */
export class Training {
  readonly optimizer: Optimizer;
  params: ParamMap;
  readonly #plan: Plan;
  readonly #plateaus: ReduceOnPlateau[] = [];
  readonly #home: { params: ParamMap; grads: Readonly<Record<string, Floats>> } | undefined;

  /** From the plan's first values, or from another run's, loaded before or after the arrays are allocated. */
  constructor(
    row: Row,
    plan: Plan,
    place: object,
    from?: { params: ParamMap; load: (optimizer: Optimizer) => void; before: boolean },
  ) {
    const { options, groups, form, kinds, arrays } = plan;
    this.#plan = plan;
    const settled = (recipes: Recipes) =>
      Object.fromEntries(Object.entries(recipes).map(([name, recipe]) => [name, this.#settled(recipe)]));
    this.optimizer = row.create({
      ...row.variants[form],
      ...settled(options),
      ...place,
      groups: groups.map(({ match, at, options: own }) => ({
        match: matcher(match, `p${at % kinds.length}`),
        ...settled(own),
      })) as [],
    });
    this.params = from ? copyOf(from.params) : initial(plan);
    // A file has more names than were allocated where some arrays are the caller's.
    const before = from !== undefined && (from.before || arrays === "mixed");
    if (before) from.load(this.optimizer);
    if (arrays !== "the caller's") {
      const some = Object.entries(this.params).filter((_, k) => arrays === "allocated" || k % 2 === 0);
      this.#home = this.optimizer.allocate(Object.fromEntries(some));
      this.params = arrays === "allocated" ? this.#home.params : { ...this.params, ...this.#home.params };
    }
    if (from && !before) from.load(this.optimizer);
  }

  goOn(begin: number, end: number): this {
    for (let call = begin; call < end; call++) this.#call(call);
    return this;
  }

  #call(call: number): void {
    const { awkward, parts, scaled, resetLr, seed } = this.#plan;
    const random = generator(seed + 7919 * call);
    for (const plateau of this.#plateaus) plateau.step(random());
    if (call === resetLr && typeof this.optimizer.lr === "number") this.optimizer.lr = 0.05;
    const all = Object.keys(this.params);
    const some = parts && call > 0 ? all.filter(() => random() < 0.8) : all;
    const names = some.length > 0 ? some : all;
    // Others are left out, or have no gradient: where several calls make a step, its last must have them.
    const left = all.filter((name) => !names.includes(name));
    const staying = Number(this.#plan.options.accumulate ?? 1) > 1 || random() < 0.5 ? left : [];
    const grads = Object.fromEntries(
      names.map((name) => [
        name,
        likeIt(this.params[name], () =>
          awkward && call > 0 && random() < 0.03
            ? special(random)
            : (random() - 0.5) * 10 ** Math.floor(random() * 4 - 2),
        ),
      ]),
    );
    const options = scaled ? { gradScale: random() < 0.2 ? 1 : 2 * random() } : undefined;
    const given = Object.fromEntries(
      names.map((name) => {
        if (!this.#home || !(name in this.#home.grads) || random() < 0.2) return [name, grads[name]];
        this.#home.grads[name].set(list(grads[name]));
        return [name, this.#home.grads[name]];
      }),
    );
    const home = this.#home;
    const itself =
      home &&
      staying.length === 0 &&
      names.length === Object.keys(home.grads).length &&
      names.every((name) => given[name] === home.grads[name]);
    const params = itself
      ? home.params
      : names.length === all.length
        ? this.params
        : Object.fromEntries([...names, ...staying].map((name) => [name, this.params[name]]));
    const stays = Object.fromEntries(staying.map((name) => [name, null]));
    try {
      this.optimizer.update(params, itself ? home.grads : { ...given, ...stays }, options);
    } catch (error) {
      if (
        !/^grads\["p\d"\]\[\d+\] must be finite, got (NaN|-?Infinity|-?3\.\d+e\+38|1e\+300)$/.test(
          (error as Error).message,
        )
      )
        throw error;
    }
    if (params !== this.params && !itself)
      for (const name of Object.keys(params)) if (typeof params[name] === "number") this.params[name] = params[name];
  }

  #settled(recipe: Recipe): unknown {
    if (typeof recipe !== "object") return recipe;
    if ("from" in recipe) return (iteration: number) => recipe.from / (1 + iteration);
    const plateau = new ReduceOnPlateau({ initValue: recipe.plateau, patience: 0, factor: 0.5 });
    this.#plateaus.push(plateau);
    return plateau;
  }
}

/** Parameters and all that a file keeps, whatever its order. */
export function expectSameRun(actual: Training, expected: Training, where: string): void {
  expectSameMaps(values(actual.params), values(expected.params), `${where}: params`);
  expectSameMaps(contents(actual.optimizer), contents(expected.optimizer), where);
}

/** A file's tensors and metadata, as numbers. */
function contents(optimizer: Optimizer): Record<string, Values> {
  const { tensors, metadata } = decode(save(optimizer));
  const { iterations, skipped, microSteps, options: kept, schedules } = Object.fromEntries(metadata);
  const text = [...new TextEncoder().encode(kept + schedules)];
  return {
    counts: [iterations, skipped, microSteps].map(Number),
    text,
    ...Object.fromEntries([...tensors].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function values(params: ParamMap): Record<string, number[]> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, list(value)]));
}

function initial({ kinds, seed }: Plan): ParamMap {
  const random = generator(seed);
  return Object.fromEntries(
    kinds.map(({ kind, length }, k): [string, ParamValue] => {
      const numbers = Array.from({ length }, () => random() * 4 - 2);
      if (kind === "number") return [`p${k}`, random()];
      return [
        `p${k}`,
        kind === "number[]" ? numbers : new (kind === "Float32Array" ? Float32Array : Float64Array)(numbers),
      ];
    }),
  );
}

function likeIt(param: ParamValue, value: () => number): ParamValue {
  if (typeof param === "number") return value();
  return (param as Floats).map(value);
}

function matcher(kind: string, name: string): unknown {
  if (kind === "list") return [name];
  return kind === "RegExp" ? new RegExp(`^${name}$`) : (each: string) => each === name;
}

/** Zeros, infinities, NaN, subnormals of both types and the ends of their ranges. */
export function special(random: () => number): number {
  return SPECIAL[Math.floor(random() * SPECIAL.length)];
}

const SPECIAL = [
  0,
  -0,
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
