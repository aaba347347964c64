import type { Pool } from "../../common-options.js";
import { internalsOf } from "../../internals.js";
import type { Element, Floats } from "../../numbers.js";
import type { Optimizer, OptionsOf } from "../../optimizer.js";
import type { Hyperparameter } from "../../options/specs.js";
import { differenceOf, RuleDiffers, type Difference } from "./differences.js";
import { Run, type Any, type Arrays, type Kept, type Make, type Steps } from "./run.js";

/** The class of an optimizer, as `defineOptimizer` makes it. */
export type RuleClass = new (options?: never) => Pick<Optimizer, "state" | "iterations" | "backend">;

/** The values of a class's options at a step. */
export type AtStep<Options> = {
  readonly [Name in keyof Options]-?: Hyperparameter extends NonNullable<Options[Name]>
    ? number
    : NonNullable<Options[Name]>;
};

/**
 * One step of a rule on one parameter, written plainly: changes `params` and `state` in place, of which every slot is an
 * array beside the parameter's, 0 at first; where one begins elsewhere, the step t = 1 fills it. What else a reference
 * keeps in `state` stays there for the next step. `options` are those of the class, with its defaults.
 */
export type Reference<Options> = (
  params: number[],
  grads: readonly number[],
  state: Record<string, number[]>,
  options: AtStep<Options>,
  t: number,
) => void;

/** What `testRule` is asked for. */
export interface TestRuleOptions<Options> {
  /** Options of the class, each to be tested apart. Default: the defaults alone. */
  readonly options?: readonly Options[];
  /** Default 60. */
  readonly steps?: number;
  /** How far a number may be from the reference's, in units of its last place, beside what the inputs' last place makes of it. Default 64. */
  readonly ulps?: number;
  /** A `ThreadPool` whose threads are to give the same bits. Default: none. */
  readonly pool?: Pool;
  /** What the rule reads of each element, by name: the reference finds it in `state`. Default: nothing. */
  readonly perElement?: readonly string[];
  /** Of the gradients. Default 1. */
  readonly seed?: number;
}

/** What was compared, all of it alike. */
export interface RuleTest {
  /** How many numbers were held against the reference's, and the most that one was apart, in units of its last place. */
  readonly compared: number;
  readonly ulps: number;
}

/** Some of each length that loops take otherwise, the second in a group; threads take part from 32 KiB on. */
const LENGTHS = { W: 45, b: 9 };
const LONG = { W: 9_001, b: 9 };
const BITS = { 4: 24, 8: 53 } as const;
const LEAST = { 4: 2 ** -126, 8: 2 ** -1022 } as const;
/** The greatest float32. */
const MOST = (2 - 2 ** -23) * 2 ** 127;
/** A parameter itself, among its slots. */
const PARAMS = "";

/**
 * Tests an optimizer's class against a loop of one's own in float64, at each step from where the optimizer stands, so that
 * no rounding adds up: over gradients that change their sign, are zero, subnormal, and of a wide range; in float32 and
 * float64. Then the same bits are asked for on both backends, on allocated arrays and the caller's, of a group with another
 * rate, through a file in the middle, and on threads where a pool is given. Throws a `RuleDiffers` that says what differs
 * where.
 *
 * @example
 * testRule(Heavy, (p, g, { v }, { lr, momentum }) => {
 *   for (let i = 0; i < p.length; i++) {
 *     v[i] = momentum * v[i] + g[i];
 *     p[i] -= lr * v[i];
 *   }
 * });
 */
export function testRule<Class extends RuleClass>(
  Class: Class,
  reference: Reference<OptionsOf<Class>>,
  {
    options: all = [{} as OptionsOf<Class>],
    steps = 60,
    ulps = 64,
    pool,
    perElement = [],
    seed = 1,
  }: TestRuleOptions<OptionsOf<Class>> = {},
): RuleTest {
  const { title } = internalsOf("testRule", new Class() as unknown as Optimizer);
  const found: Difference[] = [];
  let compared = 0;
  let most = 0;
  for (const options of all)
    for (const element of [4, 8] as const) {
      const lr = internalsOf("testRule", new Class(options as never) as unknown as Optimizer).hyper.at("lr", 0);
      const make: Make = (place) =>
        new Class({
          ...(options as object),
          groups: [{ match: ["b"], lr: lr / 2 }],
          ...place,
        } as never) as unknown as Any;
      const run = new Run(element, steps, seed, perElement);
      const first = run.made(make({ backend: "wasm" }), LENGTHS, "caller's", (...step) => hold(element, ...step));
      const others: [string, Steps][] = [
        ["js", run.made(make({ backend: "js" }), LENGTHS, "caller's")],
        ["wasm, allocated", run.made(make({ backend: "wasm" }), LENGTHS, "allocated")],
        ["js, allocated", run.made(make({ backend: "js" }), LENGTHS, "allocated")],
        ["wasm, saved and loaded", run.made(make({ backend: "wasm" }), LENGTHS, "loaded", undefined, make)],
      ];
      for (const [where, other] of others) sameBits(first, other, `${typeOf(element)}, ${where}`, element);
      if (pool) {
        const alone = run.made(make({ backend: "wasm" }), LONG, "allocated");
        sameBits(alone, run.made(make({ pool }), LONG, "allocated"), `${typeOf(element)}, threads`, element);
      }
    }
  if (found.length > 0) throw new RuleDiffers(title, found);
  return { compared, ulps: most };

  /** One step of the optimizer against one of the reference from the same place. */
  function hold(
    element: Element,
    optimizer: Any,
    t: number,
    before: Steps[0],
    after: Steps[0],
    grads: Arrays,
    kept: Kept,
  ) {
    const { hyper, store } = internalsOf("testRule", optimizer);
    for (const name of Object.keys(grads)) {
      const values = hyper.values[store.tensors.get(name)?.span.group ?? 0] as Record<string, number>;
      const slots = Object.keys(before.state);
      const own = Object.keys(values).filter((option) => Number.isFinite(values[option]) && values[option] !== 0);
      const inputs = ["grads", "params", ...slots, ...own];
      const unit = 2 ** -BITS[element];
      const step = (nudged?: string, by = 1): Record<string, number[]> => {
        const list = (input: string, from: Floats) =>
          Array.from(from, (value) => (input === nudged ? value * by : value));
        const state = structuredClone(kept[name]);
        for (const slot of slots) state[slot] = list(slot, before.state[slot][name]);
        const params = list("params", before.params[name]);
        // Of options alone float64 is the measure: what is made of them is rounded last.
        const options = own.includes(nudged as string)
          ? { ...values, [nudged as string]: values[nudged as string] * (1 + Math.sign(by - 1) * 2 ** -BITS[8]) }
          : values;
        reference(params, list("grads", grads[name]), state, options as never, t);
        return { ...state, [PARAMS]: params };
      };
      // Where the last place of what goes in decides, as of a sign, it is not the rule that is wrong.
      const nudged = inputs.map((input) => [step(input, 1 + unit), step(input, 1 - unit)]);
      const wanted = step();
      kept[name] = Object.fromEntries(
        Object.entries(wanted).filter(([slot]) => slot !== PARAMS && !slots.includes(slot)),
      );
      const got = Object.fromEntries(slots.map((slot) => [slot, after.state[slot][name]]));
      got[PARAMS] = after.params[name];
      for (let i = 0; i < grads[name].length; i++) {
        const beside = Object.keys(got).map((slot) => wanted[slot][i]);
        if (element === 4 && [grads[name][i], ...beside].some(isBeyond)) continue;
        for (const slot of Object.keys(got)) {
          const expected = wanted[slot][i];
          let spread = 0;
          for (const both of nudged) spread += Math.max(...both.map((each) => Math.abs(each[slot][i] - expected)));
          const place = {
            name: slot === PARAMS ? name : `${slot}.${name}`,
            index: i,
            step: t,
            where: `${typeOf(element)}, wasm`,
          };
          const difference = differenceOf(place, expected, got[slot][i], BITS[element]);
          compared++;
          if (Object.is(expected, got[slot][i])) continue;
          const allowed = ulps * (2 * unit * Math.abs(expected) + spread) + LEAST[element];
          if (Math.abs(got[slot][i] - expected) <= allowed) most = Math.max(most, difference.ulps);
          else found.push(difference);
        }
      }
    }
  }

  function sameBits(expected: Steps, got: Steps, where: string, element: Element): void {
    expected.forEach(({ params, state }, k) => {
      const pairs: [Arrays, Arrays, string][] = [[params, got[k].params, ""]];
      for (const [slot, views] of Object.entries(state)) pairs.push([views, got[k].state[slot], `${slot}.`]);
      for (const [ours, theirs, prefix] of pairs)
        for (const [name, values] of Object.entries(ours))
          values.forEach((value, index) => {
            if (!Object.is(value, theirs[name][index]))
              found.push(
                differenceOf(
                  { name: prefix + name, index, step: k + 1, where },
                  value,
                  theirs[name][index],
                  BITS[element],
                ),
              );
          });
    });
  }
}

/** Whether float64 goes on where float32 overflows or has but a few places left. */
function isBeyond(value: number): boolean {
  return Math.abs(value) > MOST || (value !== 0 && Math.abs(value) < LEAST[4]);
}

function typeOf(element: Element): string {
  return `float${8 * element}`;
}
