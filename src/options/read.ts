import { complain, describe, isObject, quote } from "./messages.js";
import { OTHER_NAMES } from "./other-names.js";
import type {
  ChoiceSpec,
  NumberSpec,
  OtherSpec,
  OptionSpecs,
  OptionValue,
  PairSpec,
  TripleSpec,
  Schedule,
  Spec,
  StatefulSchedule,
} from "./specs.js";

/** The given options, checked; those left out are left out. `place` is what comes before an option's name in messages. */
export function readOptions(
  title: string,
  specs: OptionSpecs,
  given: unknown,
  place = "",
  hint?: string,
): Record<string, OptionValue> {
  requireKnown(title, specs, given, hint);
  const read = own<Record<string, OptionValue>>({});
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined) read[name] = readOption(place + name, specs[name], given[name]);
  }
  return read;
}

/**
 * Throws for what is no object, and for a name that is none of these: it asks whether those were meant that begin alike or
 * that others call so. The hint is for what is no object, and for an unknown name whose value is one.
 */
export function requireKnown(
  title: string,
  known: object,
  given: unknown,
  hint = "",
  otherNames = OTHER_NAMES,
): asserts given is Readonly<Record<string, unknown>> {
  const names = Object.keys(known);
  if (!isObject(given)) {
    const remedy = typeof given === "number" ? `: did you mean { ${names[0]}: ${given} }?` : hint;
    throw new TypeError(`${title} takes an object of options, got ${describe(given)}${remedy}`);
  }
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const meant = names
      .filter((option) =>
        RegExp(`^${option.slice(0, 5)}(?!decay)|${otherNames[option]}`, "i").test(name.replaceAll("_", "")),
      )
      .join(", ");
    const remedy = meant ? `: did you mean ${meant}?` : typeof given[name] === "object" ? hint : "";
    throw new TypeError(`unknown option ${quote(name)}: ${title} takes ${names.join(", ")}${remedy}`);
  }
}

/** What an object has of its own: no option comes from a prototype. */
export function own<Options extends object>(options: Options): Options {
  return { __proto__: null, ...options };
}

function readOption(name: string, spec: Spec, value: unknown): OptionValue {
  if (spec.default === undefined) return value as OptionValue;
  return isNumeric(spec) && !spec.fixed && isSchedule(value) ? value : readPlain(name, spec, value);
}

/** A value that no schedule gives. */
export function readPlain(
  name: string,
  spec: Exclude<Spec, OtherSpec>,
  value: unknown,
): number | string | boolean | PairSpec["default"] | TripleSpec["default"] {
  if ("oneOf" in spec) return readChoice(name, spec, value);
  if (isNumeric(spec)) return readNumber(name, spec, value);
  if ("read" in spec) return spec.read(name, value);
  return typeof value === "boolean" ? value : complain(name, "true or false", value);
}

export function isNumeric(spec: Spec): spec is NumberSpec {
  return "min" in spec;
}

/** A function of the iteration, or an object that has one as `at` and can be saved. */
export function isSchedule(value: unknown): value is Schedule | StatefulSchedule {
  return typeof value === "function" || isStateful(value);
}

export function isStateful(value: unknown): value is StatefulSchedule {
  return isObject(value) && typeof value.at === "function" && "state" in value && "restore" in value;
}

/** A number, checked; the iteration is that of the schedule that gives it. */
export function readNumber(name: string, spec: NumberSpec, value: unknown, iteration?: number): number {
  const { min, max = Infinity, below = Infinity } = spec;
  if (value === spec.default) return spec.default;
  const number = value as number;
  if (
    (spec.fixed ? Number.isSafeInteger(number) : Number.isFinite(number)) &&
    number >= min &&
    number <= max &&
    number < below
  )
    return number + 0; // −0 is 0, as in a file.
  const when = iteration === undefined ? "" : ` at iteration ${iteration}`;
  return complain(
    name,
    `a ${spec.fixed ? "whole" : "finite"} number${range(spec)}`,
    value,
    typeof value === "number" ? RangeError : TypeError,
    when,
  );
}

function range({ min, max, below }: NumberSpec): string {
  if (max !== undefined) return ` in [${min}, ${max}]`;
  if (min === -Infinity) return "";
  return below === undefined ? ` ≥ ${min}` : ` in [${min}, ${below})`;
}

function readChoice(name: string, { oneOf }: ChoiceSpec<string>, value: unknown): string {
  if (typeof value === "string" && oneOf.includes(value)) return value;
  return complain(name, oneOf.map(quote).join(" or "), value, RangeError);
}
