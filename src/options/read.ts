import { complain, describe, isObject, quote } from "./messages.js";
import type { ChoiceSpec, NumberSpec, ObjectSpec, OptionSpecs, OptionValue, Schedule, Spec, StatefulSchedule } from "./specs.js";

/** The given options, checked; those left out are left out. `place` is what comes before an option's name in messages. */
export function readOptions(title: string, specs: OptionSpecs, given: unknown, place = ""): Record<string, OptionValue> {
  requireKnown(title, specs, given);
  const read: Record<string, OptionValue> = {};
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined) read[name] = readOption(place + name, specs[name], given[name]);
  }
  return read;
}

/** Throws for what is no object, and for a name that is none of these. */
export function requireKnown(title: string, known: object, given: unknown): asserts given is Readonly<Record<string, unknown>> {
  if (!isObject(given)) throw new TypeError(`${title} takes an object of options, got ${describe(given)}`);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`unknown option ${quote(name)}: ${title} takes ${Object.keys(known).join(", ")}`);
  }
}

function readOption(name: string, spec: Spec, value: unknown): OptionValue {
  if ("kind" in spec) return readObject(name, spec, value);
  return isNumeric(spec) && !spec.fixed && isSchedule(value) ? value : readPlain(name, spec, value);
}

/** A value that no schedule gives. */
export function readPlain(name: string, spec: Exclude<Spec, ObjectSpec>, value: unknown): number | string | boolean {
  if ("oneOf" in spec) return readChoice(name, spec, value);
  if (isNumeric(spec)) return readNumber(name, spec, value);
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
  if ((spec.fixed ? Number.isSafeInteger(number) : Number.isFinite(number)) && number >= min && number <= max && number < below) return number + 0; // −0 is 0, as in a file.
  const when = iteration === undefined ? "" : ` at iteration ${iteration}`;
  return complain(name, `a ${spec.fixed ? "whole" : "finite"} number${range(spec)}`, value, typeof value === "number" ? RangeError : TypeError, when);
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

function readObject(name: string, { kind, has }: ObjectSpec, value: unknown): object {
  if (typeof value === "object" && value !== null && has in value) return value;
  return complain(name, kind, value);
}
