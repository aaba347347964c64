import { PLACE, SHARED, WHOLE_OPTIMIZER } from "../common-options.js";
import { MOST_SUMS, OWN, PLACES } from "../kernels/scalars.js";
import { optimizer, type Optimizer, type OptimizerClass } from "../optimizer.js";
import { describe } from "../options/messages.js";
import type { NumberSpec, RuleSpecs, Settled, Spec } from "../options/specs.js";
import type { Kernels } from "../backend/kernels.js";
import { kernelsOf } from "./kernels.js";
import { meant } from "./meant.js";
import type { SecondScalars } from "../phases/phase.js";
import { phasedKernels } from "./phases.js";
import { takesPerElement, type PerElementClass } from "./per-element.js";
import { readRule } from "./read.js";
import type { SlotsOf, UsedIn } from "./slots-of.js";

/** What `defineOptimizer` takes. */
export interface Definition<
  Specs extends RuleSpecs,
  Text extends string | Kernels,
  Scalars,
  Input extends string = never,
  Carried extends string = never,
  Sum extends string = never,
  Second extends string = never,
> {
  /** The class's name, for messages and files. */
  readonly title: string;
  /** Its options beside those of every optimizer, each with its default: `positive(0.001)`, `share(0.9)`, `oneOf("a", "b")`. */
  readonly options: Specs;
  /**
   * The numbers that the rule takes at step t = 1, 2, … of a parameter, by name: all that is the same for each element is
   * computed here, in float64. `t` may be left out where they are the same at each step.
   */
  readonly scalars: (
    options: Settled<Specs>,
    t: number,
    carried: Readonly<Record<Carried, number>>,
  ) => Scalars & ([Second] extends [never] ? UsedIn<Text, Scalars> : unknown);
  /**
   * The body of the rule, for one element: `g` is its gradient, what it assigns is kept for the next step, what it returns
   * is added to the parameter. Where it names `p`, the parameter, it returns what that becomes, or assigns it. Or the
   * `kernels` that `npx optim-wasm compile` made of a file with it: then nothing is compiled here.
   */
  readonly rule: Text;
  /** Where slots begin that do not begin at zero. */
  readonly slots?: {
    readonly [Slot in SlotsOf<Text>]?: { readonly initial: number | ((options: Settled<Specs>) => number) };
  };
  /**
   * Names that the rule reads of each element, as the gradient: rates, masks. `update(params, grads, { perElement })` gives
   * them; each is 1 until then, and stays as it was given.
   */
  readonly perElement?: readonly Input[];
  /**
   * What is added up over each parameter, in float64, once the rule has been run, which returns no step then: norms,
   * products. The sums are the same on every engine and any number of threads. Sparse rows are refused.
   */
  readonly sums?: Readonly<Record<Sum, string>>;
  /** What moves the parameter by what is made of the sums over it. */
  readonly second?: {
    /** More numbers for the second rule, of the sums and of all that `scalars` takes. */
    readonly scalars: (
      sums: Readonly<Record<Sum, number>>,
      options: Settled<Specs>,
      t: number,
      carried: Readonly<Record<Carried, number>>,
    ) => Readonly<Record<string, number>>;
    /** As `rule`; what the first has kept and both's scalars are there, the first's own names are not. */
    readonly rule: Second;
  };
  /** Numbers that go from step to step, as they begin, kept with each parameter's count of steps. */
  readonly carried?: Readonly<Record<Carried, number>>;
  /** Writes what they are at step t to `next`, of what they were. */
  readonly carry?: (
    options: Settled<Specs>,
    t: number,
    carried: Readonly<Record<Carried, number>>,
    next: Record<Carried, number>,
  ) => void;
}

/**
 * The class of an optimizer with a rule of one's own: with groups, clipping, averages, schedules, checkpoints and threads,
 * as any other.
 *
 * The rule's text is the body of a rule of this library: `+ - * / < >`, names, `all(0.5)` for a number, `zero`, and the
 * words `sqrt abs sign min max select`. Each operation is rounded to the parameter's type, on every engine alike. Throws a
 * `RuleError`, with line and column, for a text that no kernel can be made of, and a `TypeError` for what does not fit it.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineOptimizer<
  const Specs extends RuleSpecs & { readonly lr: NumberSpec },
  const Text extends string | Kernels,
  Scalars extends Readonly<Record<string, number>>,
  const Input extends string = never,
  Carried extends string = never,
  Sum extends string = never,
  const Second extends string = never,
>(
  definition: Definition<Specs, Text, Scalars, Input, Carried, Sum, Second>,
): [Input] extends [never]
  ? OptimizerClass<Specs, SlotsOf<Text> | SlotsOf<Second>>
  : PerElementClass<Specs, SlotsOf<Text> | SlotsOf<Second> | Input, Input> {
  const given = definition as unknown as Loose;
  requireParts(given);
  const { title, scalars, perElement = [], carry } = given;
  const kernels = kernelsFor(given);
  const rule = {
    ...given,
    kernels,
    // What is carried is others at each step, whoever reads it.
    scalars: carry ? (of: never, t: number, its: Readonly<Record<string, number>>) => scalars(of, t, its) : scalars,
    initial: beginnings(given, kernels.slots),
    inputs: perElement,
  };
  const Base = optimizer(rule as never) as unknown as new () => Optimizer;
  let Class = class extends Base {};
  if (perElement.length > 0) Class = takesPerElement(Base, perElement);
  Object.defineProperty(Class, "name", { value: title });
  return Class as never;
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

const PARTS = "title options scalars rule slots perElement sums second carried carry".split(" ");

function requireParts(given: Loose): void {
  const { title, options, rule, scalars, perElement = [], sums, second } = Object(given) as Loose;
  for (const name of Object.keys(Object(given) as object))
    if (!PARTS.includes(name)) throw new TypeError(`defineOptimizer takes no ${name}${meant(name, PARTS)}`);
  for (const [name, is, wanted] of [
    ["title", isText(title), "a text"],
    ["rule", typeof rule === "string" || (typeof rule?.pack === "function" && !sums), "a text"],
    ["scalars", typeof scalars === "function", "a function"],
    ["perElement", Array.isArray(perElement), "a list of names"],
    ["sums", !sums || (typeof sums === "object" && Object.values(sums).every(isText)), "an object of texts"],
    [
      "second",
      sums ? typeof second?.rule === "string" && typeof second.scalars === "function" : !second,
      "{ scalars, rule } beside sums",
    ],
  ] as const)
    if (!is) throw new TypeError(`defineOptimizer: ${name} must be ${wanted}`);
  for (const [name, spec] of Object.entries({ lr: undefined, ...options })) {
    const wrong = Object.hasOwn({ ...WHOLE_OPTIMIZER, ...PLACE }, name)
      ? "is every optimizer's"
      : !Object.hasOwn(Object(spec), "default") && `must be a spec, as ${name}: positive(0.001)`;
    if (wrong) throw new TypeError(`${title}: options.${name} ${wrong}`);
  }
}

function kernelsFor({
  title,
  options,
  rule,
  scalars,
  perElement: inputs = [],
  carried = {},
  carry,
  sums,
  second,
}: Loose): Kernels {
  // A first step with the defaults: it tells the names.
  const specs = Object.entries<Spec>({ ...options, ...SHARED, ...options });
  const settled = Object.fromEntries(specs.map(([name, spec]) => [name, spec.default])) as never;
  const next = { ...carried };
  carry?.(settled, 1, carried, next);
  const own = namesOf(`${title}: scalars`, scalars(settled, 1, next), second !== undefined);
  const summed = Object.keys(sums ?? {});
  if (summed.length > MOST_SUMS)
    throw new RangeError(`${title}: sums has ${summed.length}, there is room for ${MOST_SUMS}`);
  const ones = Object.fromEntries(summed.map((name) => [name, 1]));
  const more = second
    ? namesOf(`${title}: second.scalars`, second.scalars(ones, settled, 1, next, undefined as never))
    : [];
  const names = [...own, ...more];
  if (names.length > PLACES - OWN)
    throw new RangeError(`${title}: scalars gives ${names.length} numbers, there is room for ${PLACES - OWN}`);
  if (typeof rule !== "string") return fitting(title, rule, inputs, own);
  if (!second) return kernelsOf(readRule(title, rule, { inputs, scalars: own }));
  const first = readRule(title, rule, { inputs, scalars: own, sums, elsewhere: namesIn(second.rule) });
  const its = readRule(title, second.rule, {
    which: "second rule",
    inputs,
    scalars: names,
    slots: first.slots,
    elsewhere: namesIn(rule, ...Object.values(sums ?? {})),
  });
  return phasedKernels(first, its, own.length, second.scalars);
}

/** Kernels made before, which must take just these scalars. */
function fitting(title: string, made: Kernels, inputs: readonly string[], own: readonly string[]): Kernels {
  const { slots, scalars = own } = made;
  const missing = [...scalars.filter((each) => !own.includes(each)), ...inputs.filter((each) => !slots.includes(each))];
  if (missing.length > 0) throw new TypeError(`${title}: the compiled rule reads ${missing[0]}, which it is not given`);
  return made;
}

function namesIn(...texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.join("\n").match(/[A-Za-z]\w*/g));
}

/** The names of what scalars give, which must be numbers. */
function namesOf(label: string, made: unknown, mayBeNone = false): string[] {
  for (const [name, value] of Object.entries(made ?? {})) {
    if (typeof value !== "number" || Number.isNaN(value))
      throw new TypeError(`${label} gives of the options' defaults ${name} as ${describe(value)}, not as a number`);
  }
  const names = Object.keys(Object(made) as object);
  if (names.length === 0 && !mayBeNone)
    throw new TypeError(`${label} gives no numbers: it returns an object of them, its rate at least`);
  return names;
}

/** Where slots begin that do not begin at zero: what is read of each element at 1. */
function beginnings(
  { title, slots = {}, perElement = [] }: Loose,
  kept: readonly string[],
): Record<string, (options: never) => number> | undefined {
  const begin: Record<string, (options: never) => number> = Object.fromEntries(
    perElement.map((name) => [name, () => 1]),
  );
  for (const [name, slot] of Object.entries(slots)) {
    if (!kept.includes(name))
      throw new TypeError(
        `${title}: the rule keeps no ${name}, of what it assigns it has ${kept.join(", ") || "none"}${meant(name, kept)}`,
      );
    const initial = slot?.initial;
    if (typeof initial !== "number" && typeof initial !== "function")
      throw new TypeError(`${title}: slots.${name} must be { initial }, a number or a function of the options`);
    begin[name] = typeof initial === "function" ? initial : () => initial;
  }
  return Object.keys(begin).length > 0 ? begin : undefined;
}

type Loose = Omit<
  Definition<RuleSpecs, string | Kernels, Readonly<Record<string, number>>, string, string, string, string>,
  "slots" | "second"
> & {
  readonly slots?: Readonly<Record<string, { readonly initial: number | ((options: never) => number) }>>;
  readonly second?: { readonly scalars: SecondScalars; readonly rule: string };
};
