import type { ChoiceSpec, Hyperparameter, NumberSpec, StatefulSchedule } from "../rule.js";

/** True or false. */
export interface FlagSpec {
  readonly default: boolean;
  readonly flag: true;
}

/** An object of a certain kind. */
export interface ObjectSpec {
  readonly default: undefined;
  readonly kind: string;
  readonly has: string;
}

export type Spec = NumberSpec | ChoiceSpec<string> | FlagSpec | ObjectSpec;
export type OptionSpecs = Readonly<Record<string, Spec>>;
export type OptionValue = Hyperparameter | string | boolean | object | undefined;

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
export function isSchedule(value: unknown): value is Exclude<Hyperparameter, number> {
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

export const WHOLE = "a whole number ≥ 0";

export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Throws where a file says something else than what is expected, as a rule of what is here. */
export function requireSame(name: string, there: string, expected: string, where = "here"): void {
  if (there !== expected) throw new RangeError(`${name} is ${there} in the file and ${expected} ${where}`);
}

/** Throws, saying what was expected of it and what came. */
export function complain(name: string, expected: string, value: unknown, Failure: ErrorConstructor = TypeError, when = ""): never {
  throw new Failure(`${name} must be ${expected}, got ${describe(value)}${when}`);
}

/** A plain object, or one of a class; no array, no map, no function. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return describe(value) === "Object";
}

/** A value as a message names it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "bigint") return `${value}n`;
  return Object(value) === value ? Object.prototype.toString.call(value).slice(8, -1) : String(value);
}

/** A text from elsewhere in a message: not megabytes of it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 99 ? `${text.slice(0, 99)}…` : text);
}
