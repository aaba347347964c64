import { SHARED } from "../common-options.js";
import { PLACES, OWN } from "../kernels/scalars.js";
import { optimizer, type OptimizerClass } from "../optimizer.js";
import type { NumberSpec, RuleSpecs, Settled } from "../options/specs.js";
import type { Rule } from "../rule.js";
import { kernelsOf } from "./kernels.js";
import { meant } from "./meant.js";
import { takesPerElement, type PerElementClass } from "./per-element.js";
import { readRule } from "./read.js";
import type { SlotsOf, UsedIn } from "./slots-of.js";

/** What `defineOptimizer` takes. */
export interface Definition<
  Specs extends RuleSpecs,
  Text extends string,
  Scalars,
  Input extends string = never,
  Carried extends string = never,
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
  ) => Scalars & UsedIn<Text, Scalars>;
  /**
   * The body of the rule, for one element: `g` is its gradient, what it assigns is kept for the next step, what it returns
   * is added to the parameter. Where it names `p`, the parameter, it returns what that becomes, or assigns it.
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
  const Text extends string,
  Scalars extends Readonly<Record<string, number>>,
  const Input extends string = never,
  Carried extends string = never,
>(
  definition: Definition<Specs, Text, Scalars, Input, Carried>,
): [Input] extends [never]
  ? OptimizerClass<Specs, SlotsOf<Text>>
  : PerElementClass<Specs, SlotsOf<Text> | Input, Input> {
  const {
    title,
    options,
    scalars,
    rule: text,
    slots = {},
    perElement = [],
    carried,
    carry,
  } = definition as unknown as Loose;
  for (const [name, is] of [
    ["title", typeof title === "string" && title !== ""],
    ["rule", typeof text === "string"],
    ["scalars", typeof scalars === "function"],
  ] as const)
    if (!is) throw new TypeError(`defineOptimizer: ${name} is missing or of another type: see its example`);
  if (options?.lr === undefined)
    throw new TypeError(`${title}: options have no lr: every optimizer has a rate, lr: positive(0.001)`);
  const names = Object.keys(atFirst(definition as unknown as Loose));
  if (names.length > PLACES - OWN)
    throw new RangeError(`${title}: scalars gives ${names.length} numbers, there is room for ${PLACES - OWN}`);
  const read = readRule(title, text, perElement, names);
  const initial: Record<string, (options: Settled<RuleSpecs>) => number> = Object.fromEntries(
    perElement.map((name) => [name, () => 1]),
  );
  for (const [name, slot] of Object.entries(slots)) {
    if (!read.slots.includes(name))
      throw new TypeError(
        `${title}: the rule keeps no ${name}, of what it assigns it has ${read.slots.join(", ") || "none"}${meant(name, read.slots)}`,
      );
    const begin = slot.initial;
    initial[name] = typeof begin === "function" ? begin : () => begin;
  }
  const kernels = kernelsOf(read);
  const begins = Object.keys(initial).length > 0;
  const Base = optimizer({ title, kernels, options, scalars, carried, carry, ...(begins ? { initial } : {}) } as never);
  const Class =
    perElement.length > 0 ? takesPerElement(Base as never, perElement) : class extends (Base as new () => object) {};
  Object.defineProperty(Class, "name", { value: title });
  return Class as never;
}

interface Loose extends Rule {
  readonly rule: string;
  readonly slots?: Readonly<Record<string, { readonly initial: number | (() => number) }>>;
  readonly perElement?: readonly string[];
}

/** The scalars of a first step with the defaults, which tell their names; each must be a number. */
function atFirst({ title, options, scalars, carried = {}, carry }: Loose): Readonly<Record<string, number>> {
  const settled = Object.fromEntries(
    Object.entries({ ...options, ...SHARED, ...options }).map(([name, spec]) => [name, spec.default]),
  );
  const next = { ...carried };
  carry?.(settled as never, 1, carried as never, next as never);
  const made = scalars(settled as never, 1, next as never) as unknown;
  for (const [name, value] of Object.entries(made ?? {}))
    if (typeof value !== "number")
      throw new TypeError(`${title}: scalars gives ${name} as ${String(value)}, not as a number`);
  if (Object(made) !== made || Object.keys(made as object).length === 0)
    throw new TypeError(`${title}: scalars gives no numbers: it returns an object of them, its rate at least`);
  return made as Readonly<Record<string, number>>;
}
