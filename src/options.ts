import type { ChoiceSpec, NumberSpec, Schedule } from "./rule.js";

/** An object of a certain kind. */
export interface ObjectSpec {
  readonly default: undefined;
  readonly kind: string;
  readonly has: string;
}

type Spec = NumberSpec | ChoiceSpec<string> | ObjectSpec;
export type OptionSpecs = Readonly<Record<string, Spec>>;
export type OptionValue = number | string | Schedule | object | undefined;

/** The given options, checked, with the defaults of those left out. */
export function readOptions(title: string, specs: OptionSpecs, given: unknown): Record<string, OptionValue> {
  if (!isObject(given)) {
    throw new TypeError(`${title} takes options like { lr: 0.01 }, got ${describe(given)}`);
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) {
      throw new TypeError(`unknown option ${JSON.stringify(name)}: ${title} takes ${Object.keys(specs).join(", ")}`);
    }
  }
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, readOption(name, spec, given[name])]));
}

function readOption(name: string, spec: Spec, value: unknown): OptionValue {
  if (value === undefined) return spec.default;
  if ("oneOf" in spec) return readChoice(name, spec, value);
  if ("kind" in spec) return readObject(name, spec, value);
  return name === "lr" ? readRate(spec, value) : readNumber(name, spec, value);
}

/** A learning rate: a number, or a function of the iteration that will give one. */
export function readRate(spec: NumberSpec, value: unknown): number | Schedule {
  return typeof value === "function" ? (value as Schedule) : readNumber("lr", spec, value);
}

export function readNumber(name: string, spec: NumberSpec, value: unknown): number {
  const { min, max = Infinity, below = Infinity } = spec;
  const number = typeof value === "number";
  if (number && Number.isFinite(value) && value >= min && value <= max && value < below) return value;
  const message = `${name} must be a finite number${range(spec)}, got ${describe(value)}`;
  throw number ? new RangeError(message) : new TypeError(message);
}

function range({ min, max, below }: NumberSpec): string {
  if (max !== undefined) return ` in [${min}, ${max}]`;
  return below === undefined ? ` ≥ ${min}` : ` in [${min}, ${below})`;
}

function readChoice(name: string, { oneOf }: ChoiceSpec<string>, value: unknown): string {
  if (typeof value === "string" && oneOf.includes(value)) return value;
  throw new RangeError(`${name} must be ${oneOf.map((choice) => `"${choice}"`).join(" or ")}, got ${describe(value)}`);
}

function readObject(name: string, { kind, has }: ObjectSpec, value: unknown): object {
  if (isObject(value) && has in value) return value;
  throw new TypeError(`${name} must be ${kind}, got ${describe(value)}`);
}

/** A plain object, or one of a class; no array, no map, no function. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return describe(value) === "Object";
}

/** A value as a message names it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return Object(value) === value ? Object.prototype.toString.call(value).slice(8, -1) : String(value);
}
